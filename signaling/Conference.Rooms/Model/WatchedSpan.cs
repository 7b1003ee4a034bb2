namespace Conference.Rooms.Model;

/// <summary>A stretch of a recording that somebody has played. Offsets from <see cref="Recording.StartedAt"/>.</summary>
public readonly record struct WatchedSpan(long StartMilliseconds, long EndMilliseconds);
