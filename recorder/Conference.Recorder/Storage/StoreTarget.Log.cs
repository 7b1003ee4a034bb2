using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Storage;

internal sealed partial class StoreTarget
{
    [LoggerMessage(1, LogLevel.Warning, "Store {Target} is away: {Reason}")]
    private partial void LogAway(string target, string reason);

    [LoggerMessage(2, LogLevel.Information, "Store {Target} is back after {Seconds} s")]
    private partial void LogBack(string target, long seconds);
}
