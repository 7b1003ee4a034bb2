using Microsoft.Extensions.Logging;

namespace Conference.Rooms.Storage;

public sealed partial class StorageEvents
{
    [LoggerMessage(1, LogLevel.Warning, "Lost the database connection that carries events; connecting again")]
    private partial void LogConnectionLost(Exception exception);
}
