namespace Conference.Load.Measuring;

/// <summary>What the server's garbage collector stopped it for, by its /metrics.</summary>
/// <param name="LongestMillis">The longest single pause.</param>
internal sealed record GcFigures(long Collections, double TotalMillis, double LongestMillis, double Seconds)
{
    /// <param name="after">The first reading since <paramref name="before"/>: the longest pause is counted from reading to reading.</param>
    public static GcFigures Between(MetricsPage before, MetricsPage after, TimeSpan elapsed) => new(
        (long)(after["conference_gc_pause_seconds_count"] - before["conference_gc_pause_seconds_count"]),
        (after["conference_gc_pause_seconds_sum"] - before["conference_gc_pause_seconds_sum"]) * 1000,
        after["conference_gc_pause_longest_seconds"] * 1000, elapsed.TotalSeconds);
}
