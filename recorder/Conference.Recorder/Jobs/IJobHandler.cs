using Conference.Rooms.Model;

namespace Conference.Recorder.Jobs;

/// <summary>
/// Knows how to do one kind of work of the queue. Registered as a service; <see cref="JobRunner"/> finds it by its kind.
/// </summary>
internal interface IJobHandler
{
    /// <summary>One of <see cref="JobKinds"/>.</summary>
    string Kind { get; }

    /// <summary>
    /// Does the job, however far an earlier attempt came: here, on another server, or on one that was killed in the middle. What it throws is the attempt's failure:
    /// <see cref="JobFailedException"/> tells a person why; an object store's, ffmpeg's or disk's own exception is named by the runner. It is tried again later.
    /// </summary>
    /// <returns>What came of it, with its objects stored beneath <see cref="JobRun.FilePrefix"/>; null when it keeps its results elsewhere.</returns>
    Task<RecordingFile?> RunAsync(JobRun run, CancellationToken cancellationToken);
}
