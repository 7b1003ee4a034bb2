using System.Buffers;
using Conference.Recorder.Matroska;
using Conference.Recorder.Time;
using Conference.Recorder.Packaging;
using Conference.Rooms.Model;
using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Rtc.Jitter;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;

namespace Conference.Recorder.Tracks;

/// <summary>
/// A camera or screen: packets in order -> frames -> renditions. Frames that cannot be decoded because one before them is lost are left out, and a key
/// frame is asked for. Where nothing comes the last picture is held: the last frame is stretched, and from the next segment on the last key frame is repeated
/// at the beginning of each, so that a rendition has no hole from its first frame to the track's end.
/// </summary>
internal sealed class VideoTrackRecorder : ITrackRecorder
{
    /// <summary>Three retransmissions at 200 ms of round trip.</summary>
    private static readonly TimeSpan JitterWait = TimeSpan.FromMilliseconds(800);

    /// <summary>A key frame that was asked for and has not come is asked for again; the SFU lets one request per 500 ms through.</summary>
    private const long RequestInterval = 1_000_000;

    /// <summary>
    /// A held key frame resets decoders, so what comes after it must wait for another. Until now is so much later it is not put in: frames that a stalled
    /// machine or network delivers late are kept whole, and the request for the next key frame, which a still screen answers, has had its time.
    /// </summary>
    private const long HoldDelay = 3_000_000;

    /// <summary>Silence of this length between two frames is looked at; less is a slow camera.</summary>
    private const long Pause = 2_000_000;

    /// <summary>A camera that has sent nothing for so long is not asked for a key frame until it sends.</summary>
    private const long Recent = 2_000_000;

    /// <summary>Packets of which nothing can be made for so long are no packets of that codec, or of nobody who answers requests for key frames.</summary>
    private const long Patience = 8_000_000;

    /// <summary>At the end the last hold is left out when the segment before it can take its time; else a segment of some milliseconds could follow.</summary>
    private const long LongerLastSegment = 1_000_000;

    private readonly RenditionStart _start;
    private readonly Action<TrackId, KeyFrameReason> _requestKeyFrame;
    private readonly TrackFaults _faults;
    private readonly RecorderMetrics _metrics;
    private readonly TrackClock _clock;
    private readonly RenditionKind _kind;
    private readonly JitterBuffer _jitter = new(JitterWait);
    private readonly VideoDepacketizer _depacketizer;
    private readonly SegmentLengths _lengths;
    private readonly ArrayBufferWriter<byte> _picture = new();
    private uint? _ssrc;
    private long? _firstDrain;
    private FrameLog? _log;
    private MatroskaTrack? _configuration;
    private MatroskaTrack? _pictureTrack;
    private long _lastKept;
    private MatroskaColour? _colour;
    private bool _needsKeyFrame = true;
    private long _lastKeyFrame = long.MinValue / 2;
    private long _lastRequest = long.MinValue / 2;
    private long _lastFrame;
    private long _uselessSince;
    private long _lastArrival = long.MinValue / 2;

    public VideoTrackRecorder(
        TrackInfo info, MediaCodec codec, ParticipantClock participant, RenditionStart start, Action<TrackId, KeyFrameReason> requestKeyFrame, TrackFaults faults,
        RecorderMetrics metrics)
    {
        _faults = faults;
        Info = info;
        _start = start;
        _requestKeyFrame = requestKeyFrame;
        _metrics = metrics;
        _clock = new TrackClock(participant, info.ClockRate);
        _depacketizer = VideoDepacketizer.Create(codec);
        _kind = info.Source == TrackSource.Screen ? RenditionKind.Screen : RenditionKind.Camera;
        _lengths = SegmentLengths.Of(_kind);
    }

    public TrackInfo Info { get; }

    public void OnPacket(ReadOnlySpan<byte> packet, long at)
    {
        if (!RtpPacket.TryParse(packet, out var rtp)) return;
        if (_ssrc is { } ssrc && ssrc != rtp.Ssrc.Value)
        {
            _clock.Reset();
            _needsKeyFrame = true;
        }

        _ssrc = rtp.Ssrc.Value;
        var jumps = _clock.Jumps;
        _clock.OnPacket(rtp.Timestamp, at);
        if (_clock.Jumps > jumps) _faults.Name(TrackFaults.TimestampJump);
        _jitter.Insert(new Timestamp(at), packet);
        _firstDrain ??= at + TrackClock.LearningTime;
        if (at - _lastArrival > Recent) _uselessSince = at;
        _lastArrival = at;
        Drain(at);
    }

    public void OnSenderReport(TapSenderReport report) => _clock.OnSenderReport(report.Ntp, report.RtpTimestamp, report.At);

    /// <summary>Told ahead of the last packet of a key frame, so it is known when that frame is whole and its rendition begins.</summary>
    public void OnColorSpace(TapColorSpace color) => _colour = MatroskaColour.Create(color.Primaries, color.Transfer, color.Matrix, color.Range);

    public void Advance(long now)
    {
        Drain(now);
        HoldUpTo(now - HoldDelay);
        if (WantsKeyFrame(now)) RequestKeyFrame(now);
        if (now - _lastArrival >= Recent || now - _uselessSince < Patience) return;
        _faults.Name(TrackFaults.Undecodable);
        _uselessSince = now;
    }

    public void End(long now)
    {
        _jitter.Flush();
        _firstDrain = now;
        Drain(now);
        _depacketizer.Flush();
        TakeFrames(now);
        HoldUpTo(now - LongerLastSegment);
        if (_pictureTrack is not null) _log?.CompleteAt(_pictureTrack, now);
        _log = null;
    }

    private bool WantsKeyFrame(long now) => _needsKeyFrame ? now - _lastArrival < Recent : now - _lastKeyFrame >= _lengths.KeyFrames;

    private void RequestKeyFrame(long now)
    {
        if (now - _lastRequest < RequestInterval) return;
        _lastRequest = now;
        _requestKeyFrame(Info.Id, _needsKeyFrame ? KeyFrameReason.Picture : KeyFrameReason.Segment);
    }

    private void Drain(long now)
    {
        if (now < _firstDrain) return;
        while (_jitter.TryTake(new Timestamp(now), out var output))
        {
            switch (output.Kind)
            {
                case JitterEventKind.Packet:
                    if (RtpPacket.TryParse(output.Packet, out var packet)) _depacketizer.Push(packet);
                    break;
                case JitterEventKind.Lost:
                    _metrics.PacketsLost(output.LostCount);
                    break;
                case JitterEventKind.Restarted:
                    _faults.Name(TrackFaults.SequenceRestart);
                    _clock.Reset();
                    _depacketizer.Restart();
                    break;
            }

            TakeFrames(now);
        }
    }

    private void TakeFrames(long now)
    {
        while (_depacketizer.TryTake(out var frame)) OnFrame(frame, now);
    }

    private void OnFrame(VideoFrame frame, long now)
    {
        if (!frame.IsComplete || (frame.AfterLoss && !frame.IsKeyFrame)) _needsKeyFrame = true;
        if (!frame.IsComplete || (_needsKeyFrame && !frame.IsKeyFrame))
        {
            if (frame is { IsComplete: false, AfterLoss: false }) _faults.Name(TrackFaults.Malformed);
            _metrics.FrameDropped(frame.IsComplete ? "no-key-frame" : "incomplete");
            RequestKeyFrame(now);
            return;
        }

        if (frame.IsKeyFrame)
        {
            if (DecoderConfiguration.TryRead(frame) is not { } configuration)
            {
                _needsKeyFrame = true;
                _metrics.FrameDropped("no-configuration");
                return;
            }

            _configuration = configuration with { Colour = _colour };
            _lastKeyFrame = Math.Min(now, _clock.Map(frame.Timestamp));
        }

        Append(frame);
    }

    private void Append(VideoFrame frame)
    {
        // A Tap begins with the picture that stands, however old it is: before the rendition's start time stands still. It never turns back.
        var at = _clock.Map(frame.Timestamp);
        if (_log is not null) at = Math.Max(at, Math.Max(_log.Start, _lastFrame));
        if (_log is not null && at - _lastFrame > LongestFrame(at))
        {
            if (!HoldUpTo(at - 1)) return;
            if (_needsKeyFrame && !frame.IsKeyFrame)
            {
                _metrics.FrameDropped("no-key-frame");
                return;
            }
        }

        _log ??= _start(_kind, frame.Codec == MediaCodec.Vp8 ? RenditionFormat.WebM : RenditionFormat.Hls, Info.Participant.Value, at);
        // The disk refuses: it is begun, or goes on, with a key frame when there is room.
        _needsKeyFrame |= _log is null;
        if (_log is null) return;
        at = Math.Max(at, _log.Start);
        var sample = DecoderConfiguration.ToSample(frame);
        if (!_log.Append(_configuration!, at, frame.IsKeyFrame, sample))
        {
            _needsKeyFrame = true;
            return;
        }

        _lastFrame = at;
        _uselessSince = _lastArrival;
        if (!frame.IsKeyFrame) return;
        _needsKeyFrame = false;
        _lastKept = at;
        _picture.ResetWrittenCount();
        _picture.Write(sample.Span);
        _pictureTrack = _configuration;
    }

    /// <summary>A segment that has lasted long already has no room for a long frame.</summary>
    private long LongestFrame(long at) => at - _lastKept > _lengths.Most ? SegmentLengths.LongestLateFrame : Pause;

    /// <summary>Begins a segment with the last key frame wherever one is due and no frame has come; false when the disk refuses it, which is made good later.</summary>
    private bool HoldUpTo(long until)
    {
        if (_log is null || _pictureTrack is null) return true;
        while (Math.Max(_lastKept + _lengths.KeyFrames, _lastFrame + 1) is var at && at <= until)
        {
            // What follows refers to pictures that a decoder no longer has.
            _needsKeyFrame = true;
            if (!_log.Hold(_pictureTrack, at, _picture.WrittenMemory)) return false;
            _lastKept = at;
        }

        return true;
    }
}
