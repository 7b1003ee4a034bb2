using Microsoft.Extensions.Logging;

namespace Conference.Signaling;

internal sealed partial class LectureHubFilter
{
    [LoggerMessage(2031, LogLevel.Error, "Call {Id} of hub method {Method} failed.")]
    private partial void LogUnexpected(string id, string method, Exception exception);
}
