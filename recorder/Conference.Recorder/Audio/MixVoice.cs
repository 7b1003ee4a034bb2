namespace Conference.Recorder.Audio;

/// <summary>
/// One voice's place in the mix: its frames are laid end to end, and kept at their time by making them up to 1 % longer or shorter, which nobody hears
/// and which outruns every clock's drift.
/// </summary>
internal sealed class MixVoice(LiveMix mix)
{
    /// <summary>Samples, 5 ms: less than this is left alone.</summary>
    private const long Tolerance = 240;

    /// <summary>Samples, 100 ms: more than this is a pause or a jump, and no drift.</summary>
    private const long MaxDrift = 4800;

    private readonly float[] _stretched = new float[OpusDecoder.MaxSamples * OpusDecoder.Channels * 2];
    private long _next = long.MinValue;

    /// <param name="at">Receive clock, microseconds, of the frame's first sample.</param>
    /// <param name="pcm">Interleaved stereo.</param>
    public void Write(long at, ReadOnlySpan<float> pcm)
    {
        var wanted = mix.PositionOf(at);
        var samples = pcm.Length / OpusDecoder.Channels;
        if (samples == 0) return;
        if (_next == long.MinValue || Math.Abs(wanted - _next) > MaxDrift) _next = wanted;
        var error = wanted - _next;
        var change = Math.Abs(error) <= Tolerance ? 0 : Math.Clamp(error, -samples / 100, samples / 100);
        if (change == 0)
        {
            mix.Add(_next, pcm);
            _next += samples;
            return;
        }

        var length = samples + (int)change;
        Stretch(pcm, samples, length);
        mix.Add(_next, _stretched.AsSpan(0, length * OpusDecoder.Channels));
        _next += length;
    }

    private void Stretch(ReadOnlySpan<float> pcm, int from, int to)
    {
        for (var i = 0; i < to; i++)
        {
            var place = (double)i * (from - 1) / (to - 1);
            var left = Math.Min((int)place, from - 1);
            var right = Math.Min(left + 1, from - 1);
            var part = (float)(place - left);
            for (var channel = 0; channel < OpusDecoder.Channels; channel++)
            {
                var (a, b) = (pcm[(left * OpusDecoder.Channels) + channel], pcm[(right * OpusDecoder.Channels) + channel]);
                _stretched[(i * OpusDecoder.Channels) + channel] = a + ((b - a) * part);
            }
        }
    }
}
