namespace Conference.Rooms.Storage;

/// <summary>A recording was asked for, or became free again: a recorder should look for a lease.</summary>
public sealed record RecordingRequested(Guid RecordingId, Guid LectureId) : StorageEvent;
