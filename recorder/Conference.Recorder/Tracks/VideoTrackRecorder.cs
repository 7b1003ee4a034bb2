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
/// frame is asked for. A long pause ends the rendition; the next key frame begins another.
/// </summary>
internal sealed class VideoTrackRecorder : ITrackRecorder
{
    /// <summary>Three retransmissions at 200 ms of round trip.</summary>
    private static readonly TimeSpan JitterWait = TimeSpan.FromMilliseconds(800);

    /// <summary>A key frame that was asked for and has not come is asked for again; the SFU lets one request per 500 ms through.</summary>
    private const long RequestInterval = 1_000_000;

    /// <summary>
    /// A publisher with a still screen sends nothing; a key-frame request makes it send the picture once more. So silence of this length is probed, and
    /// only silence in spite of it is a pause.
    /// </summary>
    private const long ProbeAfter = 1_500_000;

    private readonly RenditionStart _start;
    private readonly Action<TrackId> _requestKeyFrame;
    private readonly RecorderMetrics _metrics;
    private readonly TrackClock _clock;
    private readonly JitterBuffer _jitter = new(JitterWait);
    private readonly VideoDepacketizer _depacketizer;
    private readonly long _keyFrameInterval;
    private readonly long _longestPause;
    private uint? _ssrc;
    private long? _firstDrain;
    private FrameLog? _log;
    private MatroskaTrack? _configuration;
    private MatroskaColour? _colour;
    private bool _needsKeyFrame = true;
    private long _lastKeyFrame = long.MinValue / 2;
    private long _lastRequest = long.MinValue / 2;
    private long _lastFrame;
    private long _lastArrival = long.MinValue / 2;

    public VideoTrackRecorder(
        TrackInfo info, MediaCodec codec, ParticipantClock participant, RenditionStart start, Action<TrackId> requestKeyFrame, RecorderMetrics metrics)
    {
        Info = info;
        _start = start;
        _requestKeyFrame = requestKeyFrame;
        _metrics = metrics;
        _clock = new TrackClock(participant, info.ClockRate);
        _depacketizer = VideoDepacketizer.Create(codec);
        // A screen's key frame is large and its picture seldom changes, so it is asked less.
        (_keyFrameInterval, _longestPause) = info.Source == TrackSource.Screen ? (8_000_000, 5_000_000) : (4_000_000, 2_000_000);
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
        _clock.OnPacket(rtp.Timestamp, at);
        _jitter.Insert(new Timestamp(at), packet);
        _firstDrain ??= at + TrackClock.LearningTime;
        _lastArrival = at;
        Drain(at);
    }

    public void OnSenderReport(TapSenderReport report) => _clock.OnSenderReport(report.Ntp, report.RtpTimestamp, report.At);

    /// <summary>Told ahead of the last packet of a key frame, so it is known when that frame is whole and its rendition begins.</summary>
    public void OnColorSpace(TapColorSpace color) => _colour = MatroskaColour.Create(color.Primaries, color.Transfer, color.Matrix, color.Range);

    public void Advance(long now)
    {
        Drain(now);
        if (_log is not null && now - _lastArrival > _longestPause) Close();
        // With no packets at all and no rendition there is nobody to ask (the camera is off).
        if (_log is null ? _needsKeyFrame && now - _lastArrival < _longestPause : WantsKeyFrame(now)) RequestKeyFrame(now);
    }

    public void End(long now)
    {
        _jitter.Flush();
        _firstDrain = now;
        Drain(now);
        _depacketizer.Flush();
        TakeFrames(now);
        Close();
    }

    private bool WantsKeyFrame(long now) =>
        _needsKeyFrame || now - _lastKeyFrame >= _keyFrameInterval || (now - _lastArrival > ProbeAfter && now - _lastArrival <= _longestPause);

    private void RequestKeyFrame(long now)
    {
        if (now - _lastRequest < RequestInterval) return;
        _lastRequest = now;
        _requestKeyFrame(Info.Id);
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
            _needsKeyFrame = false;
            _lastKeyFrame = Math.Min(now, _clock.Map(frame.Timestamp));
        }

        Append(frame);
    }

    private void Append(VideoFrame frame)
    {
        var at = _clock.Map(frame.Timestamp);
        if (_log is not null && at - _lastFrame > _longestPause)
        {
            Close();
            if (!frame.IsKeyFrame)
            {
                _needsKeyFrame = true;
                _metrics.FrameDropped("no-key-frame");
                return;
            }
        }

        if (_log is null)
        {
            var kind = Info.Source == TrackSource.Screen ? RenditionKind.Screen : RenditionKind.Camera;
            var format = frame.Codec == MediaCodec.Vp8 ? RenditionFormat.WebM : RenditionFormat.Hls;
            _log = _start(kind, format, Info.Participant.Value, at);
        }

        _log.Append(_configuration!, at, frame.IsKeyFrame, DecoderConfiguration.ToSample(frame));
        _lastFrame = at;
    }

    private void Close()
    {
        _log?.Complete();
        _log = null;
        _needsKeyFrame = true;
    }
}
