namespace Conference.Rooms.Storage;

/// <summary>A pause on the time line of a recording, where it takes no time.</summary>
/// <param name="PartId">The Part that it ended.</param>
/// <param name="AtMilliseconds">From the recording's start.</param>
/// <param name="LengthMilliseconds">How long nothing was captured; null while nobody has resumed.</param>
public sealed record RecordingPause(Guid PartId, long AtMilliseconds, long? LengthMilliseconds);
