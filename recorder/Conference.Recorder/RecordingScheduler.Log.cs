using Microsoft.Extensions.Logging;

namespace Conference.Recorder;

internal sealed partial class RecordingScheduler
{
    [LoggerMessage(2, LogLevel.Warning, "The database does not answer; looking for recordings again soon")]
    private partial void LogDatabaseAway(Exception exception);

    [LoggerMessage(3, LogLevel.Error, "Recording {Recording} broke off; it is taken up again when its lease has run out")]
    private partial void LogSessionFailed(Guid recording, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "The spool could not be looked through; it is tried again soon")]
    private partial void LogSweepFailed(Exception exception);

    [LoggerMessage(5, LogLevel.Information, "{Recordings} recordings that this recorder worked on when it died are taken up again")]
    private partial void LogTakenOver(int recordings);
}
