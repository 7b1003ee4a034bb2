using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Storage;

internal sealed partial class StoreKeeper
{
    [LoggerMessage(1, LogLevel.Warning, "The database does not answer; what waits elsewhere is moved home when it does")]
    private partial void LogDatabaseAway(Exception exception);
}
