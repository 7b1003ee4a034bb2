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
    /// <summary>Every moment at which it was paused and at which it went on, in turn.</summary>
    public IReadOnlyList<DateTimeOffset> Pauses { get; set; } = [];
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

    public bool WasPausedAt(DateTimeOffset moment) => Pauses.Count(turn => turn <= moment) % 2 == 1;

    /// <summary>
    /// Puts a Part among the others in the order of their starts, as if it had been there from its first moment, however late that is told: the first pause behind its start ended it, and not the
    /// Part before it. Nothing of a Part that began in a pause is kept, so it is not to be put here.
    /// </summary>
    public void Insert(Part part)
    {
        var at = Parts.FindLastIndex(other => other.StartedAt <= part.StartedAt) + 1;
        Parts.Insert(at, part);
        StartedAt = StartedAt < part.StartedAt ? StartedAt : part.StartedAt;
        var begins = Pauses.Where((_, n) => n % 2 == 0).ToList();
        var next = begins.FindIndex(begin => begin > part.StartedAt);
        if (next < 0 || (at + 1 < Parts.Count && Parts[at + 1].StartedAt <= begins[next])) return;
        var pause = begins[next];
        (part.EndedAt, part.EndsInPause) = (pause, true);
        if (at == 0 || Parts[at - 1] is not { EndsInPause: true } before) return;
        if (begins.Exists(begin => begin >= before.StartedAt && begin <= part.StartedAt)) return;
        (before.EndsInPause, before.EndedAt) = (false, before.EndedAt == pause ? null : before.EndedAt);
    }
}
