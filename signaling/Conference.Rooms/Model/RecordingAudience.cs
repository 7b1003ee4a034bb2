namespace Conference.Rooms.Model;

/// <summary>Who may see a room's recordings, beside its owner and staff; each includes those before it.</summary>
public enum RecordingAudience
{
    /// <summary>Nobody else.</summary>
    Staff,
    /// <summary>Whoever took part in a lecture of the room.</summary>
    Room,
    /// <summary>Whoever has the link of the recording (<see cref="Recording.ShareCode"/>).</summary>
    Link,
}
