namespace Conference.Rooms.Model;

/// <summary>Lists of cuts: in order, apart from each other, within the recording.</summary>
public static class RecordingCuts
{
    /// <summary>More would be no trimming.</summary>
    public const int Most = 200;

    /// <summary>So much of a recording always stays. Milliseconds.</summary>
    public const long LeastKept = 1000;

    /// <summary>The same cuts in order, those that touch or overlap as one; null when one of them is none, there are too many, or nothing would be left.</summary>
    public static IReadOnlyList<RecordingCut>? Normalize(IEnumerable<RecordingCut> cuts, long durationMilliseconds)
    {
        var merged = new List<RecordingCut>();
        foreach (var cut in cuts.OrderBy(cut => cut.StartMilliseconds))
        {
            if (cut.StartMilliseconds < 0 || cut.EndMilliseconds <= cut.StartMilliseconds) return null;
            var end = Math.Min(cut.EndMilliseconds, durationMilliseconds);
            if (end <= cut.StartMilliseconds) continue;
            if (merged.Count > 0 && cut.StartMilliseconds <= merged[^1].EndMilliseconds)
                merged[^1] = merged[^1] with { EndMilliseconds = Math.Max(merged[^1].EndMilliseconds, end) };
            else merged.Add(new RecordingCut(cut.StartMilliseconds, end));
        }

        var left = durationMilliseconds - merged.Sum(cut => cut.EndMilliseconds - cut.StartMilliseconds);
        return merged.Count > Most || left < LeastKept ? null : merged;
    }

    /// <summary>What is played, in order: from and to milliseconds.</summary>
    public static IEnumerable<(long From, long To)> Kept(IReadOnlyList<RecordingCut> cuts, long durationMilliseconds)
    {
        var from = 0L;
        foreach (var cut in cuts)
        {
            if (cut.StartMilliseconds > from) yield return (from, cut.StartMilliseconds);
            from = cut.EndMilliseconds;
        }

        if (from < durationMilliseconds) yield return (from, durationMilliseconds);
    }
}
