using Microsoft.Extensions.Logging;

namespace Conference.Recorder;

internal sealed partial class PartPump
{
    [LoggerMessage(9, LogLevel.Error, "Recording {Recording}: a message of the tap could not be recorded")]
    private partial void LogMessageFailed(Guid recording, Exception exception);

    [LoggerMessage(10, LogLevel.Error, "Recording {Recording}: the spool's disk does not sync; a power loss now would cost more than a second")]
    private partial void LogSyncFailed(Guid recording, Exception exception);
}
