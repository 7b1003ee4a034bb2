using Conference.Rooms.Model;

namespace Conference.Recorder.Jobs;

/// <summary>One attempt at a job, as its handler sees it.</summary>
/// <param name="recording">With Lecture, Room, Parts and Renditions.</param>
/// <param name="participants">Of its Lecture.</param>
/// <param name="folder">An empty folder of this attempt alone; it is deleted afterwards.</param>
internal sealed class JobRun(Job job, Recording recording, IReadOnlyList<LectureParticipant> participants, string folder)
{
    private int _progressPermille;

    public Job Job => job;

    public Recording Recording => recording;

    public IReadOnlyList<LectureParticipant> Participants => participants;

    public string Folder => folder;

    /// <summary>Where the job's result lies in the object store when it is there: a folder of this attempt alone, without a trailing slash.</summary>
    public string FilePrefix { get; } = $"{FilePrefixes(job)}{Guid.NewGuid():N}";

    /// <summary>Where an attempt may leave whole pieces in the object store for the next one. All of it is deleted when the job is over.</summary>
    public string WorkPrefix { get; } = $"recordings/{job.RecordingId:N}/work/{job.Id:N}";

    public int ProgressPermille => Volatile.Read(ref _progressPermille);

    /// <summary>The beginning of the <see cref="FilePrefix"/> of every attempt at this job.</summary>
    public static string FilePrefixes(Job job) => $"recordings/{job.RecordingId:N}/files/{job.Id:N}-";

    /// <summary>So much of the work is done; goes into the row with the next renewal of the lease.</summary>
    public void Report(double part) => Volatile.Write(ref _progressPermille, (int)(Math.Clamp(part, 0, 1) * 1000));

    /// <summary>The row of the result, whose first object is <paramref name="name"/> beneath <see cref="FilePrefix"/>.</summary>
    /// <param name="bytes">Of all its objects.</param>
    /// <param name="cuts">What the result leaves out of the recording; null for what knows no cuts.</param>
    public RecordingFile Result(
        string name, string contentType, long bytes, long durationMilliseconds, DateTimeOffset createdAt, IReadOnlyList<RecordingCut>? cuts = null) => new()
    {
        Id = Guid.CreateVersion7(), RecordingId = job.RecordingId, Kind = job.Kind, Variant = job.Variant, ObjectKey = $"{FilePrefix}/{name}", ContentType = contentType,
        Bytes = bytes, DurationMilliseconds = durationMilliseconds, CreatedAt = createdAt, Cuts = cuts ?? [],
    };
}
