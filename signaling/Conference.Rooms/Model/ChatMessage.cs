namespace Conference.Rooms.Model;

public sealed class ChatMessage
{
    public Guid Id { get; init; }
    public Guid LectureId { get; init; }
    /// <summary>Rises by one per Lecture: the order everybody sees.</summary>
    public int Sequence { get; init; }
    public Guid ParticipantId { get; init; }
    public required string AuthorName { get; init; }
    public ParticipantRole AuthorRole { get; init; }
    /// <summary>1 to 4,000 characters, as written; shown as text, never as markup.</summary>
    public required string Text { get; init; }
    public DateTimeOffset SentAt { get; init; }
}
