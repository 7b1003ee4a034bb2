namespace Conference.Rooms.Model;

/// <summary>
/// Belongs to a Lecture and consists of Parts, one per recorder run. The row is also the request: a recorder leases it
/// (<see cref="LeaseOwner"/>, <see cref="LeaseUntil"/>), so that a crashed recorder's work is taken over.
/// </summary>
public sealed class Recording
{
    public Guid Id { get; init; }
    public Guid LectureId { get; init; }
    public Lecture? Lecture { get; init; }
    public RecordingState State { get; set; }
    /// <summary>Of an uploaded video; null takes the room's.</summary>
    public string? Title { get; init; }
    /// <summary>What it is called everywhere; needs its Lecture and Room.</summary>
    public string Name => Title ?? Lecture!.Room!.Title;
    public DateTimeOffset RequestedAt { get; init; }
    public Guid RequestedById { get; init; }
    public DateTimeOffset? StopRequestedAt { get; set; }
    /// <summary>Set while it is paused: nothing is captured, and its last Part ended then. A stop leaves it.</summary>
    public DateTimeOffset? PausedAt { get; set; }
    /// <summary>Time zero of every rendition's <see cref="Rendition.StartMilliseconds"/>.</summary>
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public long DurationMilliseconds { get; set; }
    /// <summary>Media came to it when it was done already: what had been made of it before then lacks that.</summary>
    public DateTimeOffset? GrownAt { get; set; }
    /// <summary>A sentence, or a code for which the pages have words.</summary>
    public string? FailureReason { get; set; }
    /// <summary>Milliseconds from the start at which a shared screen showed a new slide, in order.</summary>
    public IReadOnlyList<long> Slides { get; set; } = [];
    /// <summary>Set while the recording runs and lacks something.</summary>
    public RecordingWarning? Warning { get; set; }
    /// <summary>The unguessable part of the link by which anybody may see it; null when there is no such link. Good only while the room's audience is <see cref="RecordingAudience.Link"/>.</summary>
    public string? ShareCode { get; set; }
    /// <summary>What is not played, as <see cref="RecordingCuts.Normalize"/> gives it.</summary>
    public IReadOnlyList<RecordingCut> Cuts { get; set; } = [];
    /// <summary>Somebody deleted it then: it is in the trash, or about to be deleted for good.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
    /// <summary>Its room's days do not hold for it.</summary>
    public bool IsKept { get; set; }
    public string? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public List<Part> Parts { get; init; } = [];
}
