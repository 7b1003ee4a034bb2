namespace Conference.Recorder;

/// <param name="Folder">Its place in the spool.</param>
/// <param name="Start">Receive clock, microseconds: when media begin to be kept.</param>
/// <param name="StartedAt">The same moment in UTC.</param>
/// <param name="StartMilliseconds">The same moment from the Recording's start; 0 for the first Part.</param>
internal sealed record PartIdentity(Guid RecordingId, Guid Id, string Folder, long Start, DateTimeOffset StartedAt, long StartMilliseconds);
