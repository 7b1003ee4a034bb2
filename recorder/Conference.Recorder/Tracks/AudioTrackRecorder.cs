using Conference.Recorder.Audio;
using Conference.Recorder.Matroska;
using Conference.Recorder.Time;
using Conference.Rooms.Model;
using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Rtc.Jitter;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tracks;

/// <summary>
/// A voice, or a screen's sound: kept as it came, with silence in its gaps, and decoded into the live mix, with what was lost concealed. Its rendition ends with
/// <see cref="Dispose"/>, not with <see cref="End"/>: until the mix is journaled up to there, a dead recorder's is made again from it.
/// </summary>
internal sealed class AudioTrackRecorder : ITrackRecorder, IDisposable
{
    private static readonly TimeSpan JitterWait = TimeSpan.FromMilliseconds(500);

    private const long FrameLength = OpusSilence.FrameLength;

    /// <summary>Frames are laid on a 20 ms grid; one is put in or left out when the voice has drifted so far from it, microseconds.</summary>
    private const long LateLimit = 15_000;
    private const long EarlyLimit = 18_000;

    /// <summary>Gaps are filled so far behind the present that no packet can still come for them.</summary>
    private const long FillDelay = 1_500_000;

    private const int SamplesPerMillisecond = LibOpus.SampleRate / 1000;

    private readonly RenditionStart _start;
    private readonly TrackFaults _faults;
    private readonly RecorderMetrics _metrics;
    private readonly TrackClock _clock;
    private readonly SteadyTime _steady = new();
    private readonly JitterBuffer _jitter = new(JitterWait);
    private readonly OpusDecoder _decoder = new();
    private readonly MixVoice _voice;
    private readonly float[] _pcm = new float[OpusDecoder.MaxSamples * OpusDecoder.Channels];
    private readonly MatroskaTrack _track = MatroskaTrack.Opus(OpusDecoder.Channels);
    private uint? _ssrc;
    private long? _firstDrain;
    private FrameLog? _log;
    private long _next;
    private uint _expected;
    private SequenceNumber? _last;

    public AudioTrackRecorder(TrackInfo info, ParticipantClock participant, LiveMix mix, RenditionStart start, TrackFaults faults, RecorderMetrics metrics)
    {
        _faults = faults;
        Info = info;
        _start = start;
        _metrics = metrics;
        _clock = new TrackClock(participant, info.ClockRate, isSound: true);
        _voice = new MixVoice(mix);
    }

    public TrackInfo Info { get; }

    public void OnPacket(ReadOnlySpan<byte> packet, long at)
    {
        if (!RtpPacket.TryParse(packet, out var rtp)) return;
        if (_ssrc is { } ssrc && ssrc != rtp.Ssrc.Value) Restart();
        _ssrc = rtp.Ssrc.Value;
        var jumps = _clock.Jumps;
        _clock.OnPacket(rtp.Timestamp, at);
        if (_clock.Jumps > jumps) _faults.Name(TrackFaults.TimestampJump);
        _jitter.Insert(new Timestamp(at), packet);
        _firstDrain ??= at + TrackClock.LearningTime;
        Drain(at);
    }

    public void OnSenderReport(TapSenderReport report) => _clock.OnSenderReport(report.Ntp, report.RtpTimestamp, report.At);

    public void Advance(long now)
    {
        Drain(now);
        FillUpTo(now - FillDelay);
    }

    public void End(long now)
    {
        _jitter.Flush();
        _firstDrain = now;
        Drain(now);
        FillUpTo(now);
    }

    public void Dispose()
    {
        _log?.Complete();
        _decoder.Dispose();
    }

    private void Drain(long now)
    {
        if (now < _firstDrain) return;
        while (_jitter.TryTake(new Timestamp(now), out var output))
        {
            switch (output.Kind)
            {
                case JitterEventKind.Packet:
                    if (RtpPacket.TryParse(output.Packet, out var packet)) OnOrdered(packet);
                    break;
                case JitterEventKind.Lost:
                    _metrics.PacketsLost(output.LostCount);
                    break;
                case JitterEventKind.Restarted:
                    _faults.Name(TrackFaults.SequenceRestart);
                    Restart();
                    break;
            }
        }
    }

    private void Restart()
    {
        _clock.Reset();
        _last = null;
    }

    private void OnOrdered(in RtpPacket packet)
    {
        var payload = packet.Payload;
        var follows = _last?.Next == packet.SequenceNumber;
        if (payload.IsEmpty)
        {
            // Padding only, a bandwidth probe: it has a number and no time.
            if (follows) _last = packet.SequenceNumber;
            return;
        }

        if (!OpusPacket.TryGetDuration(payload, out var samples))
        {
            _faults.Name(TrackFaults.Malformed);
            return;
        }

        var at = _steady.Place(_clock.Map(packet.Timestamp), samples * 1000L / SamplesPerMillisecond, follows);
        if (_last is not null && !follows) Conceal(payload, packet.Timestamp, at);
        Keep(payload, at, samples);
        var decoded = _decoder.Decode(payload, _pcm);
        if (decoded == 0)
        {
            _faults.Name(TrackFaults.Malformed);
            _metrics.FrameDropped("opus");
        }

        _voice.Write(at, _pcm.AsSpan(0, decoded * OpusDecoder.Channels));
        _expected = packet.Timestamp + (uint)samples;
        _last = packet.SequenceNumber;
    }

    /// <summary>A short hole before this packet: its last 20 ms may be in this packet (in-band FEC), the rest is guessed. A longer one is a pause.</summary>
    private void Conceal(ReadOnlySpan<byte> payload, uint timestamp, long at)
    {
        var missing = (int)(timestamp - _expected);
        if (missing is < OpusEncoder.FrameSamples or > OpusDecoder.MaxSamples || missing % 120 != 0) return;
        var guessed = missing - OpusEncoder.FrameSamples;
        var from = at - (missing * 1000L / SamplesPerMillisecond);
        if (guessed > 0) _voice.Write(from, _pcm.AsSpan(0, _decoder.Conceal(_pcm, guessed) * OpusDecoder.Channels));
        var recovered = _decoder.Recover(payload, _pcm, OpusEncoder.FrameSamples);
        _voice.Write(at - FrameLength, _pcm.AsSpan(0, recovered * OpusDecoder.Channels));
    }

    private void Keep(ReadOnlySpan<byte> payload, long at, int samples)
    {
        if (_log is null)
        {
            var kind = Info.Source == TrackSource.ScreenAudio ? RenditionKind.ScreenAudio : RenditionKind.Voice;
            _log = _start(kind, RenditionFormat.Hls, Info.Participant.Value, at);
            _next = 0;
            if (_log is null) return;
        }

        // A frame without a byte says that nothing is said (RFC 6716 §3.1): it is filled like any silence. FFmpeg 7 gives it and the next one the same time.
        if (payload.Length == 1) return;
        var wanted = at - _log.Start;
        if (!FillBefore(wanted - LateLimit)) return;
        if (_next - wanted > EarlyLimit)
        {
            _metrics.FrameDropped("early");
            return;
        }

        if (_log.AppendAt(_track, new MediaFrame(_next, IsKeyFrame: true, payload.ToArray()))) _next += samples * 1000L / SamplesPerMillisecond;
    }

    /// <summary>Silence up to that time, in whole frames.</summary>
    private void FillUpTo(long at)
    {
        if (_log is null) return;
        FillBefore(at - _log.Start - (FrameLength / 2));
    }

    /// <summary>False when the disk refuses it: the place is filled when it takes frames again.</summary>
    private bool FillBefore(long timestamp)
    {
        for (; _next < timestamp; _next += FrameLength)
        {
            if (!_log!.AppendAt(_track, OpusSilence.At(_next))) return false;
        }

        return true;
    }
}
