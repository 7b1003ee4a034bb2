namespace Conference.Rooms.Model;

/// <summary>A video file on its way here, in pieces; once whole it becomes a Recording.</summary>
public sealed class Upload
{
    public Guid Id { get; init; }
    public Guid PersonId { get; init; }
    public Guid RoomId { get; init; }
    /// <summary>As the sender's computer calls it, one line; it says which file goes on, and names nothing here.</summary>
    public required string FileName { get; init; }
    public required string Title { get; init; }
    /// <summary>When the lecture was held, as its sender says.</summary>
    public DateTimeOffset HeldAt { get; init; }
    /// <summary>Bytes of the whole file.</summary>
    public long Length { get; init; }
    /// <summary>Bytes that the object store has, from the front.</summary>
    public long Received { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>When the last piece came.</summary>
    public DateTimeOffset TouchedAt { get; set; }
    /// <summary>What became of it; null while it is not whole.</summary>
    public Guid? RecordingId { get; set; }
    /// <summary>Every key of its pieces in the object store begins with it.</summary>
    public string ObjectPrefix => PrefixOf(Id);

    public static string PrefixOf(Guid id) => $"uploads/{id:N}/";
}
