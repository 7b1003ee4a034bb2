using Conference.Rooms.Model;

namespace Conference.Rooms.Storage;

/// <summary>What one viewer has watched.</summary>
/// <param name="Name">Null without an account.</param>
public sealed record ViewerSummary(string? Name, IReadOnlyList<WatchedSpan> Watched, DateTimeOffset LastAt);
