using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Jobs;

internal sealed partial class JobAttempt
{
    [LoggerMessage(1, LogLevel.Information, "Job {Kind} {Job} of recording {Recording} has begun, attempt {Attempt}")]
    private partial void LogBegun(string kind, Guid job, Guid recording, int attempt);

    [LoggerMessage(2, LogLevel.Information, "Job {Kind} {Job} of recording {Recording} is done after {Seconds} s")]
    private partial void LogDone(string kind, Guid job, Guid recording, double seconds);

    [LoggerMessage(3, LogLevel.Warning, "Job {Kind} {Job} of recording {Recording}: attempt {Attempt} failed: {Failure}")]
    private partial void LogFailed(string kind, Guid job, Guid recording, int attempt, string failure, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "Job {Kind} {Job} is no longer this server's: it was cancelled, or taken over ({Reason})")]
    private partial void LogLost(string kind, Guid job, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Job {Kind} {Job}: the database does not answer; the work goes on")]
    private partial void LogDatabaseAway(string kind, Guid job, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "Job {Kind} {Job}: something was left behind")]
    private partial void LogNotTidied(string kind, Guid job, Exception exception);
}
