namespace Conference.Rooms.Model;

/// <summary>
/// A stretch of a recording that is not played. Nothing of it is deleted: without the cut it is there again. Offsets from <see cref="Recording.StartedAt"/>.
/// </summary>
public readonly record struct RecordingCut(long StartMilliseconds, long EndMilliseconds);
