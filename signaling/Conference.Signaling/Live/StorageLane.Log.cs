using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Live;

internal sealed partial class StorageLane
{
    [LoggerMessage(2021, LogLevel.Warning, "The database did not take \"{What}\"; trying again.")]
    private partial void LogWriteRetried(string what, Exception exception);

    [LoggerMessage(2022, LogLevel.Error, "The database did not take \"{What}\"; it is lost.")]
    private partial void LogWriteLost(string what, Exception exception);
}
