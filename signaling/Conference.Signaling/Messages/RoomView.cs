namespace Conference.Signaling.Messages;

public sealed record RoomView(
    string Code, string Title, string TeacherName, Guid LectureId, DateTimeOffset StartedAt, bool StudentsMaySpeak, bool StudentsMayShowCamera);
