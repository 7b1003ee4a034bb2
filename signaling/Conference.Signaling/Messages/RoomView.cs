namespace Conference.Signaling.Messages;

/// <param name="Recording">"off", "manual" or "automatic": whether the room's lectures are recorded.</param>
public sealed record RoomView(
    string Code, string Title, string TeacherName, Guid LectureId, DateTimeOffset StartedAt, bool StudentsMaySpeak, bool StudentsMayShowCamera, string Recording);
