using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Packaging;

internal sealed partial class SegmentUploader
{
    [LoggerMessage(1, LogLevel.Warning, "Cannot store {Prefix}/{Name}, trying again in {Delay} s; it waits in the spool")]
    private partial void LogRetry(string prefix, string name, double delay, Exception exception);
}
