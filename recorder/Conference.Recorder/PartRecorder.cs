using Conference.Recorder.Audio;
using Conference.Recorder.Packaging;
using Conference.Recorder.Time;
using Conference.Recorder.Tracks;
using Conference.Rooms.Model;
using Conference.Rtc.Codecs;
using Conference.Sfu.Control;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder;

/// <summary>
/// One recorder run: takes the messages of a Tap, keeps every track and the mix. Driven by messages and by <see cref="Advance"/>, so that it runs as fast as
/// it is fed. Everything is journaled from the first frame on; packaged and stored it is from <see cref="Release"/> on. Times are microseconds on the SFU's receive clock. One thread: the
/// session's loop.
/// </summary>
internal sealed partial class PartRecorder : IDisposable
{
    /// <summary>Microseconds after which time passes by what is received, too.</summary>
    private const long Step = 100_000;

    /// <summary>Microseconds for which a voice that ended stays in the spool: until the mix has it, and the disk has the mix.</summary>
    private const long KeptVoice = LiveMix.Delay + 2_000_000;

    private readonly PartIdentity _part;
    private readonly Action<TrackId, KeyFrameReason> _requestKeyFrame;
    private readonly RecorderServices _services;
    private readonly ILogger _logger;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<TrackId, ITrackRecorder> _tracks = [];
    private readonly Queue<(AudioTrackRecorder Voice, long Until)> _ended = new();
    private readonly Dictionary<ParticipantId, ParticipantClock> _clocks = [];
    private readonly List<RenditionRecorder> _renditions = [];
    private readonly List<Task> _running = [];
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LiveMix _mix;
    private readonly FrameLog _mixLog;
    private long _mixNext;
    private long _now;
    private long? _end;
    private long _captureUntil = long.MaxValue;

    /// <param name="cancellationToken">Ends packaging and uploading; what is not stored then stays in the spool.</param>
    public PartRecorder(PartIdentity part, Action<TrackId, KeyFrameReason> requestKeyFrame, RecorderServices services, CancellationToken cancellationToken)
    {
        _part = part;
        _now = part.Start;
        _requestKeyFrame = requestKeyFrame;
        _services = services;
        _logger = services.Logger;
        _cancellationToken = cancellationToken;
        Directory.CreateDirectory(part.Folder);
        _mixLog = Begin(RenditionKind.Mix, RenditionFormat.Hls, null, part.Start)!;
        _mix = new LiveMix(part.Start, KeepMix);
    }

    /// <summary>Renditions of which the store has something.</summary>
    public IEnumerable<Rendition> Stored => _renditions.Select(r => r.Stored).OfType<Rendition>();

    /// <summary>Why renditions ended early, if some did.</summary>
    public IEnumerable<string> Faults => _renditions.Select(r => r.Fault).OfType<string>();

    public void Receive(TapMessage message)
    {
        switch (message)
        {
            case TapPackets packets:
                for (var i = 0; i < packets.Count; i++)
                {
                    var (track, at) = packets[i];
                    // What has waited (for a processor, for the database at the Part's start) comes at once; the mix has room for some seconds of it only.
                    if (at >= _now + Step) Advance(at);
                    if (at <= _captureUntil && _tracks.TryGetValue(track, out var recorder)) recorder.OnPacket(packets.Packet(i), at);
                }

                break;
            case TapSenderReport report:
                if (_tracks.TryGetValue(report.Track, out var reported)) reported.OnSenderReport(report);
                break;
            case TapColorSpace color:
                if (_tracks.TryGetValue(color.Track, out var colored)) (colored as VideoTrackRecorder)?.OnColorSpace(color);
                break;
            case TapTrackStarted started:
                End(started.Track.Id, started.At);
                Start(started.Track);
                break;
            case TapTrackEnded ended:
                End(ended.Track, ended.At);
                break;
            case TapOverflow overflow:
                _services.Metrics.PacketsLost(overflow.Packets);
                LogOverflow(_part.RecordingId, overflow.Packets);
                break;
        }
    }

    /// <summary>What was captured later is not kept anywhere.</summary>
    public void CaptureUntil(long at) => _captureUntil = at;

    /// <summary>Time passed: at least ten times a second.</summary>
    public void Advance(long now)
    {
        _now = Math.Max(_now, now);
        foreach (var track in _tracks.Values) track.Advance(now);
        _mix.Advance(now);
        while (_ended.TryPeek(out var ended) && ended.Until <= now) _ended.Dequeue().Voice.Dispose();
    }

    /// <summary>Makes everything journaled so far survive a power loss. From a thread that may wait.</summary>
    public void Sync()
    {
        RenditionRecorder[] renditions;
        lock (_renditions) renditions = [.. _renditions];
        foreach (var rendition in renditions) rendition.Sync();
    }

    /// <summary>The database knows the Part, and no pause has ended it yet: what is journaled may be packaged and stored. From any thread.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>The Part is over at that time, which may lie a little in the past; nothing captured later is part of it. All of it is journaled when this returns.</summary>
    public void Complete(long end)
    {
        _end = end;
        foreach (var rendition in _renditions) EndAt(rendition, end);
        foreach (var track in _tracks.Keys.ToList()) End(track, end);
        _mix.Finish(end);
        _mixLog.Complete();
        foreach (var (voice, _) in _ended) voice.Dispose();
    }

    /// <summary>The last segments are packaged and stored. Returns when the store has everything.</summary>
    public async Task StoredAsync()
    {
        Release();
        await Task.WhenAll(_running);
    }

    /// <summary>Nothing of the Part is to be kept, which was not released: returns when nothing of it is at work any more.</summary>
    public Task DiscardedAsync()
    {
        _released.TrySetCanceled(CancellationToken.None);
        return AbandonedAsync();
    }

    /// <summary>After the token was cancelled: returns when nothing of this Part is at work any more.</summary>
    public async Task AbandonedAsync() => await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public void Dispose()
    {
        foreach (var voice in _tracks.Values.OfType<AudioTrackRecorder>().Concat(_ended.Select(ended => ended.Voice))) voice.Dispose();
        foreach (var rendition in _renditions) rendition.Dispose();
        _mix.Dispose();
    }

    private void Start(TrackInfo track)
    {
        if (!_clocks.TryGetValue(track.Participant, out var clock)) _clocks[track.Participant] = clock = new ParticipantClock();
        var codec = track.Codec.ToUpperInvariant() switch
        {
            "OPUS" => MediaCodec.Opus,
            "VP9" => MediaCodec.Vp9,
            "H264" => MediaCodec.H264,
            "AV1" => MediaCodec.Av1,
            "VP8" => MediaCodec.Vp8,
            _ => (MediaCodec?)null,
        };
        if (codec is null || track.ClockRate <= 0)
        {
            LogUnknownCodec(_part.RecordingId, track.Id, track.Codec);
            return;
        }

        var faults = new TrackFaults(_part.RecordingId, track, _services.Metrics, _logger);
        _tracks[track.Id] = codec == MediaCodec.Opus
            ? new AudioTrackRecorder(track, clock, _mix, Begin, faults, _services.Metrics)
            : new VideoTrackRecorder(track, codec.Value, clock, Begin, _requestKeyFrame, faults, _services.Metrics);
    }

    private void End(TrackId id, long at)
    {
        if (!_tracks.Remove(id, out var track)) return;
        track.End(at);
        if (track is AudioTrackRecorder voice) _ended.Enqueue((voice, at + KeptVoice));
    }

    private void EndAt(RenditionRecorder rendition, long end) =>
        rendition.EndAt(end - _part.Start - ((rendition.Identity.StartMilliseconds - _part.StartMilliseconds) * 1000));

    /// <summary>A disk that took nothing for a while leaves silence, and no hole.</summary>
    private void KeepMix(MediaFrame frame)
    {
        for (; _mixNext < frame.Timestamp; _mixNext += OpusSilence.FrameLength)
        {
            if (!_mixLog.AppendAt(LiveMix.Track, OpusSilence.At(_mixNext))) return;
        }

        if (_mixLog.AppendAt(LiveMix.Track, frame)) _mixNext = frame.Timestamp + OpusSilence.FrameLength;
    }

    private FrameLog? Begin(RenditionKind kind, RenditionFormat format, Guid? participant, long at)
    {
        if (!_services.Room.Takes(kind)) return null;
        var id = Guid.CreateVersion7();
        // What was captured before the Part began (its packets were on their way) must not move the rest: zero is the Part's start then.
        var sinceStart = Math.Max(0, (at - _part.Start + 500) / 1000);
        var identity = new RenditionIdentity(
            id, _part.Id, kind, format, participant, _part.StartedAt.AddMilliseconds(sinceStart), _part.StartMilliseconds + sinceStart,
            $"recordings/{_part.RecordingId:N}/{_part.Id:N}/{id:N}");
        var rendition = RenditionRecorder.Create(_part.Folder, identity, _services);
        lock (_renditions) _renditions.Add(rendition);
        if (_end is { } end) EndAt(rendition, end);
        _running.Add(Task.Run(() => StoreAsync(rendition), CancellationToken.None));
        return new FrameLog(rendition, _part.Start + (sinceStart * 1000), _services.Room, _services.Metrics, _logger);
    }

    private async Task StoreAsync(RenditionRecorder rendition)
    {
        await _released.Task.WaitAsync(_cancellationToken);
        await rendition.RunAsync(_cancellationToken);
    }
}
