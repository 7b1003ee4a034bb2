namespace Conference.Rooms.Model;

/// <summary>A teacher's mark in a running lecture: here something new begins.</summary>
public sealed class ChapterMark
{
    public Guid Id { get; init; }
    public Guid LectureId { get; init; }
    public Guid ParticipantId { get; init; }
    /// <summary>1 to 100 characters; null for a mark that was set in passing.</summary>
    public string? Title { get; init; }
    /// <summary>The moment that is meant, which may be a little before the mark was sent.</summary>
    public DateTimeOffset At { get; init; }
}
