using Microsoft.Extensions.Logging;

namespace Conference.Rooms.Storage;

public sealed partial class Migrator
{
    [LoggerMessage(1, LogLevel.Information, "Applied migration {Name}")]
    private partial void LogApplied(string name);
}
