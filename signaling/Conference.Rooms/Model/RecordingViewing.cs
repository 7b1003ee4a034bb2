namespace Conference.Rooms.Model;

/// <summary>What one viewer has watched of a recording.</summary>
public sealed class RecordingViewing
{
    public Guid RecordingId { get; init; }

    /// <summary>The person's id; of somebody without an account made from a random number that their browser keeps for this recording alone.</summary>
    public Guid ViewerId { get; init; }

    public Guid? PersonId { get; init; }

    /// <summary>As <see cref="WatchedSpans.Merge"/> gives it.</summary>
    public IReadOnlyList<WatchedSpan> Watched { get; set; } = [];

    public DateTimeOffset LastAt { get; set; }
}
