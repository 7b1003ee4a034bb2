namespace Conference.Recorder.Storage;

/// <summary>Since when a target is away, and why.</summary>
internal sealed record TargetAbsence(DateTimeOffset Since, string Reason);
