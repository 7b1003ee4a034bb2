namespace Conference.Rooms.Model;

/// <summary>One sitting of a Room: begins when the first participant comes, ends when a teacher ends it or the room stays empty.</summary>
public sealed class Lecture
{
    public Guid Id { get; init; }
    public Guid RoomId { get; init; }
    public Room? Room { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }
}
