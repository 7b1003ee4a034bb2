namespace Conference.Rooms.Model;

/// <summary>A place for lectures, with a lasting link.</summary>
public sealed class Room
{
    public Guid Id { get; init; }
    /// <summary>The unguessable part of the link: 12 characters of a-z2-9.</summary>
    public required string Code { get; init; }
    public required string Title { get; set; }
    public Guid OwnerId { get; init; }
    public Person? Owner { get; init; }
    public bool StudentsMaySpeak { get; set; } = true;
    public bool StudentsMayShowCamera { get; set; } = true;
    public DateTimeOffset CreatedAt { get; init; }
}
