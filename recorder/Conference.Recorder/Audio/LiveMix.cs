using Conference.Recorder.Matroska;

namespace Conference.Recorder.Audio;

/// <summary>
/// Everybody's sound as one Opus stream, made while the lecture runs: voices add their samples at their time, <see cref="Advance"/> encodes what lies
/// far enough in the past. Continuous from its start: where nobody speaks there is silence.
/// </summary>
/// <param name="start">Receive clock, microseconds, of the first sample.</param>
internal sealed class LiveMix(long start, Action<MediaFrame> output) : IDisposable
{
    /// <summary>Microseconds that a voice may be late, through jitter and retransmission, and still be in. Nobody listens live, so it is generous.</summary>
    public const long Delay = 2_000_000;

    /// <summary>Samples per channel, a power of two: the delay and as much again ahead.</summary>
    private const int Capacity = 1 << 18;

    private readonly float[] _sum = new float[Capacity * OpusEncoder.Channels];
    private readonly float[] _frame = new float[OpusEncoder.FrameSamples * OpusEncoder.Channels];
    private readonly byte[] _packet = new byte[1500];
    private readonly SoftLimiter _limiter = new();
    private readonly OpusEncoder _encoder = new();
    private readonly SilenceGate _silence = new();
    private long _frames;

    public static MatroskaTrack Track { get; } = MatroskaTrack.Opus(OpusEncoder.Channels);

    /// <summary>Samples per channel that came too late, or too early, to be mixed.</summary>
    public long Missed { get; private set; }

    // Reading ahead by the encoder's own delay puts every sound where it belongs.
    private long Next => (_frames * OpusEncoder.FrameSamples) + _encoder.Lookahead;

    /// <summary>The sample index of a time.</summary>
    public long PositionOf(long at) => (at - start) * LibOpus.SampleRate / 1_000_000;

    /// <param name="position">Sample index of the first sample.</param>
    /// <param name="pcm">Interleaved stereo.</param>
    public void Add(long position, ReadOnlySpan<float> pcm)
    {
        for (var i = 0; i + 1 < pcm.Length; i += OpusEncoder.Channels, position++)
        {
            if (position < Next || position >= Next + Capacity)
            {
                Missed++;
                continue;
            }

            var at = (int)(position & (Capacity - 1)) * OpusEncoder.Channels;
            _sum[at] += pcm[i];
            _sum[at + 1] += pcm[i + 1];
        }
    }

    /// <summary>Encodes everything up to <see cref="Delay"/> before <paramref name="now"/>.</summary>
    public void Advance(long now) => EncodeUpTo(now - Delay);

    /// <summary>Encodes everything up to <paramref name="end"/>: nothing more will come.</summary>
    public void Finish(long end) => EncodeUpTo(end);

    public void Dispose() => _encoder.Dispose();

    private void EncodeUpTo(long end)
    {
        const long frameLength = 20_000;
        while (start + ((_frames + 1) * frameLength) <= end)
        {
            var next = Next;
            for (var i = 0; i < OpusEncoder.FrameSamples; i++)
            {
                var at = (int)((next + i) & (Capacity - 1)) * OpusEncoder.Channels;
                _frame[i * 2] = _sum[at];
                _frame[(i * 2) + 1] = _sum[at + 1];
                _sum[at] = _sum[at + 1] = 0;
            }

            var isSilent = _silence.IsSilent(_frame);
            _limiter.Apply(_frame);
            var length = _encoder.Encode(_frame, _packet);
            var timestamp = _frames * frameLength;
            _frames++;
            output(new MediaFrame(timestamp, IsKeyFrame: true, _packet.AsMemory(0, length)) { IsSilent = isSilent });
        }
    }
}
