using Conference.Recorder.Matroska;
using Conference.Recorder.Packaging;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Tracks;

/// <summary>A rendition being filled: keeps its times rising and survives a disk that refuses.</summary>
internal sealed partial class FrameLog(RenditionRecorder rendition, long start, RecorderMetrics metrics, ILogger logger)
{
    /// <summary>Microseconds between two pictures; nearer ones are pulled apart (timestamps that repeat or turn back).</summary>
    private const long LeastStep = 1000;

    private long _last = long.MinValue / 2;
    private bool _isRefused;

    /// <summary>Receive-clock time of the rendition's zero.</summary>
    public long Start { get; } = start;

    /// <summary>Microseconds from <see cref="Start"/>.</summary>
    public long LastTimestamp => _last;

    /// <param name="at">Receive clock, microseconds.</param>
    public void Append(MatroskaTrack track, long at, bool isKeyFrame, ReadOnlyMemory<byte> data)
    {
        var timestamp = Math.Max(at - Start, 0);
        timestamp -= timestamp % MatroskaWriter.JournalTick;
        if (timestamp < _last + LeastStep) timestamp = Math.Max(0, _last + LeastStep);
        AppendAt(track, timestamp, isKeyFrame, data);
    }

    /// <param name="timestamp">From <see cref="Start"/>; the caller keeps it rising.</param>
    public void AppendAt(MatroskaTrack track, long timestamp, bool isKeyFrame, ReadOnlyMemory<byte> data)
    {
        try
        {
            rendition.Append(track, new MediaFrame(timestamp, isKeyFrame, data));
            _last = timestamp;
            if (_isRefused) LogDiskAccepts(rendition.Identity.Id);
            _isRefused = false;
        }
        catch (IOException e)
        {
            metrics.FrameDropped("disk");
            if (!_isRefused) LogDiskRefuses(rendition.Identity.Id, e);
            _isRefused = true;
        }
    }

    public void Complete() => rendition.Complete();

    [LoggerMessage(1, LogLevel.Error, "Rendition {Rendition}: the spool's disk refuses frames; they are lost until it takes them again")]
    private partial void LogDiskRefuses(Guid rendition, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Rendition {Rendition}: the spool's disk takes frames again")]
    private partial void LogDiskAccepts(Guid rendition);
}
