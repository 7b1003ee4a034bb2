namespace Conference.Rooms.Model;

/// <summary>A piece of work on a recording that can wait. One row per (recording, kind, variant), whatever becomes of it.</summary>
public sealed class Job
{
    public Guid Id { get; init; }
    public Guid RecordingId { get; init; }
    /// <summary>One of <see cref="JobKinds"/>.</summary>
    public required string Kind { get; init; }
    /// <summary>Which of several of its kind: a layout, a rendition's id; empty when there is but one.</summary>
    public required string Variant { get; init; }
    public JobState State { get; set; }
    public DateTimeOffset RequestedAt { get; set; }
    /// <summary>Null for work that the server gave itself; it comes after what a person waits for.</summary>
    public Guid? RequestedById { get; set; }
    /// <summary>After a failure it rests until then.</summary>
    public DateTimeOffset NotBefore { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    /// <summary>How often a recorder has begun it since it was asked for; work that a stopping server gave back does not count.</summary>
    public int Attempts { get; set; }
    /// <summary>0 to 1000.</summary>
    public int ProgressPermille { get; set; }
    /// <summary>Why the last attempt failed: a stable code ("store-unavailable"), for which the pages have words.</summary>
    public string? Failure { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
}
