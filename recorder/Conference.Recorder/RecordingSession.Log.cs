using Conference.Recorder.Packaging;
using Conference.Rooms.Storage;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder;

internal sealed partial class RecordingSession
{
    [LoggerMessage(1, LogLevel.Information, "Recording {Recording}: part {Part} of lecture {Lecture} has begun")]
    private partial void LogStarted(Guid recording, int part, Guid lecture);

    [LoggerMessage(2, LogLevel.Information, "Recording {Recording} is ready: {Seconds} s, {Renditions} renditions")]
    private partial void LogReady(Guid recording, double seconds, int renditions);

    [LoggerMessage(3, LogLevel.Error, "Recording {Recording} failed: {Reason}")]
    private partial void LogFailed(Guid recording, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Recording {Recording}: the lease is another recorder's now")]
    private partial void LogLeaseLost(Guid recording);

    [LoggerMessage(5, LogLevel.Warning, "Recording {Recording}: the database does not answer; the recording goes on")]
    private partial void LogDatabaseAway(Guid recording, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "Recording {Recording}: the host stops before everything is stored; the rest waits in the spool")]
    private partial void LogAbandoned(Guid recording);

    [LoggerMessage(7, LogLevel.Error, "Recording {Recording}: the spool's disk is filling up; what is left out now: {Shortage}")]
    private partial void LogShortage(Guid recording, SpoolShortage shortage);

    [LoggerMessage(8, LogLevel.Warning, "Recording {Recording}: the media server has no such room")]
    private partial void LogNoTap(Guid recording, Exception exception);

    [LoggerMessage(11, LogLevel.Warning, "Recording {Recording}: what was captured from {StartedAt:u} on is deleted: the recording was paused then")]
    private partial void LogDiscarded(Guid recording, DateTimeOffset startedAt);

    [LoggerMessage(12, LogLevel.Error, "Recording {Recording}: the database does not take the Part in {Folder} ({Refusal}); it waits there")]
    private partial void LogRefused(Guid recording, string folder, PartRefusal refusal);
}
