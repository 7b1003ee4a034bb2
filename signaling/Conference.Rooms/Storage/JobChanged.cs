namespace Conference.Rooms.Storage;

/// <summary>A job was queued, begun, ended or cancelled: a recorder should look.</summary>
public sealed record JobChanged(Guid JobId, Guid RecordingId) : StorageEvent;
