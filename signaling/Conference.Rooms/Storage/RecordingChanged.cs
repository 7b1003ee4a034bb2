namespace Conference.Rooms.Storage;

/// <summary>A recording's state, start, stop request or failure changed.</summary>
public sealed record RecordingChanged(Guid RecordingId, Guid LectureId) : StorageEvent;
