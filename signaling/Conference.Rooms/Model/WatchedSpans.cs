namespace Conference.Rooms.Model;

/// <summary>Lists of what was watched: in order, apart from each other, within the recording.</summary>
public static class WatchedSpans
{
    /// <summary>Of one viewer. Who has jumped about more is kept more coarsely.</summary>
    public const int Most = 200;

    /// <summary>Two stretches nearer to each other are one. Milliseconds.</summary>
    private const long Seam = 1000;

    /// <summary>All spans as one list; what lies beyond the recording is cut off.</summary>
    /// <param name="spans">In any order; each ends after it starts.</param>
    public static IReadOnlyList<WatchedSpan> Merge(IEnumerable<WatchedSpan> spans, long durationMilliseconds)
    {
        var within = spans.Select(span => new WatchedSpan(Math.Max(0, span.StartMilliseconds), Math.Min(span.EndMilliseconds, durationMilliseconds)))
            .Where(span => span.EndMilliseconds > span.StartMilliseconds).OrderBy(span => span.StartMilliseconds).ToList();
        var merged = Join(within, Seam);
        for (var seam = 2 * Seam; merged.Count > Most; seam *= 2) merged = Join(merged, seam);
        return merged;
    }

    private static List<WatchedSpan> Join(List<WatchedSpan> ordered, long seam)
    {
        var joined = new List<WatchedSpan>();
        foreach (var span in ordered)
        {
            if (joined.Count > 0 && span.StartMilliseconds <= joined[^1].EndMilliseconds + seam)
                joined[^1] = joined[^1] with { EndMilliseconds = Math.Max(joined[^1].EndMilliseconds, span.EndMilliseconds) };
            else joined.Add(span);
        }

        return joined;
    }
}
