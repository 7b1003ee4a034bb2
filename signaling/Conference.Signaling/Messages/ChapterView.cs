namespace Conference.Signaling.Messages;

/// <param name="Title">As it was kept; null for a mark without words.</param>
public sealed record ChapterView(Guid Id, string? Title, DateTimeOffset At);
