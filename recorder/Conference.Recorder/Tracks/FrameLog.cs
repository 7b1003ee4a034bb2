using Conference.Recorder.Matroska;
using Conference.Recorder.Packaging;
using Conference.Rooms.Model;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Tracks;

/// <summary>A rendition being filled: keeps its times rising and survives a disk that refuses.</summary>
internal sealed partial class FrameLog(RenditionRecorder rendition, long start, SpoolRoom room, RecorderMetrics metrics, ILogger logger)
{
    /// <summary>
    /// Microseconds between two pictures; nearer ones are pulled apart: timestamps that repeat or turn back, and what a Part's first picture is made from. The least that
    /// the container can tell: a camera's 120 pictures since its last key frame, or a screen's 300, then pass within the time that a display shows one or two.
    /// </summary>
    private readonly long _leastStep = rendition.Identity.Format == RenditionFormat.WebM ? MatroskaWriter.WebMTick : MatroskaWriter.JournalTick;

    private long _last = long.MinValue / 2;
    private bool _isRefused;

    /// <summary>Receive-clock time of the rendition's zero.</summary>
    public long Start { get; } = start;

    /// <summary>Microseconds from <see cref="Start"/>.</summary>
    public long LastTimestamp => _last;

    /// <param name="at">Receive clock, microseconds.</param>
    /// <returns>False when the disk refused it: what refers to it will not decode.</returns>
    public bool Append(MatroskaTrack track, long at, bool isKeyFrame, ReadOnlyMemory<byte> data) =>
        !data.IsEmpty && AppendAt(track, new MediaFrame(Place(at), isKeyFrame, data));

    /// <summary>Puts a key frame where nothing came: the picture that is held.</summary>
    /// <param name="at">Receive clock, microseconds.</param>
    public bool Hold(MatroskaTrack track, long at, ReadOnlyMemory<byte> keyFrame) =>
        AppendAt(track, new MediaFrame(Place(at), IsKeyFrame: true, keyFrame) { IsFiller = true });

    /// <param name="frame">Its time counts from <see cref="Start"/>; the caller keeps it rising.</param>
    public bool AppendAt(MatroskaTrack track, in MediaFrame frame)
    {
        if (!room.Takes(rendition.Identity.Kind))
        {
            metrics.FrameDropped("space");
            return false;
        }

        try
        {
            rendition.Append(track, frame);
            _last = frame.Timestamp;
            if (_isRefused) LogDiskAccepts(rendition.Identity.Id);
            _isRefused = false;
            return true;
        }
        catch (IOException e)
        {
            metrics.FrameDropped("disk");
            if (!_isRefused) LogDiskRefuses(rendition.Identity.Id, e);
            _isRefused = true;
            return false;
        }
    }

    public void Complete() => rendition.Complete();

    /// <summary>No frame will follow, and the last picture stands until then.</summary>
    /// <param name="at">Receive clock, microseconds.</param>
    public void CompleteAt(MatroskaTrack track, long at)
    {
        AppendAt(track, MediaFrame.End(Place(at)));
        rendition.Complete();
    }

    private long Place(long at)
    {
        var timestamp = Math.Max(at - Start, 0);
        timestamp -= timestamp % MatroskaWriter.JournalTick;
        return timestamp < _last + _leastStep ? Math.Max(0, _last + _leastStep) : timestamp;
    }

    [LoggerMessage(1, LogLevel.Error, "Rendition {Rendition}: the spool's disk refuses frames; they are lost until it takes them again")]
    private partial void LogDiskRefuses(Guid rendition, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Rendition {Rendition}: the spool's disk takes frames again")]
    private partial void LogDiskAccepts(Guid rendition);
}
