namespace Conference.Rooms.Model;

/// <summary>What a job made of a recording: one object of the store, or several in one folder. At most one per (recording, kind, variant).</summary>
public sealed class RecordingFile
{
    public Guid Id { get; init; }
    public Guid RecordingId { get; init; }
    /// <summary>As its job's.</summary>
    public required string Kind { get; init; }
    /// <summary>As its job's.</summary>
    public required string Variant { get; init; }
    /// <summary>The object to open first: the file itself, a playlist.</summary>
    public required string ObjectKey { get; init; }
    public required string ContentType { get; init; }
    /// <summary>Of all its objects.</summary>
    public long Bytes { get; init; }
    public long DurationMilliseconds { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>The recording's cuts when it was made; empty for what knows no cuts.</summary>
    public IReadOnlyList<RecordingCut> Cuts { get; init; } = [];

    /// <summary>False when the recording has been trimmed otherwise, or has grown, since the job began that made it.</summary>
    public bool IsCurrent(Job job, Recording recording)
    {
        // A job that has been begun again since says nothing of the file that is there.
        var begun = job.StartedAt < CreatedAt ? job.StartedAt : CreatedAt;
        return Cuts.SequenceEqual(recording.Cuts) && !(begun < recording.GrownAt);
    }

    /// <summary>The folder of all its objects, without a trailing slash; nothing else lies there, so it is deleted with the file.</summary>
    public string Prefix => ObjectKey[..ObjectKey.LastIndexOf('/')];
}
