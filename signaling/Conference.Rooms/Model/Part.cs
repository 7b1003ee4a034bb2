namespace Conference.Rooms.Model;

/// <summary>What one recorder run made of a Recording, or as much of it as lies between two pauses.</summary>
public sealed class Part
{
    public Guid Id { get; init; }
    public Guid RecordingId { get; init; }
    /// <summary>1, 2, ... within the Recording.</summary>
    public int Number { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }
    /// <summary>A pause ended it, at <see cref="EndedAt"/>; what passes until the next Part is not on the recording's time line.</summary>
    public bool EndsInPause { get; set; }
    /// <summary>The owner of the lease under which it was made.</summary>
    public required string RecorderId { get; init; }
    public List<Rendition> Renditions { get; init; } = [];
}
