namespace Conference.Web.Metrics;

/// <summary>One label set of a family: a number, and for a histogram its buckets. The family's lock guards it.</summary>
internal sealed class MetricSeries(string labels, int buckets)
{
    /// <summary>Rendered and sorted as it is written: <c>reason="replay",kind="rtp"</c>, or empty.</summary>
    public string Labels { get; } = labels;

    /// <summary>The value; a histogram's sum.</summary>
    public double Value { get; set; }

    public long Count { get; set; }

    /// <summary>Measurements per bucket, not cumulated; those above the last boundary are in <see cref="Count"/> alone.</summary>
    public long[] Buckets { get; } = new long[buckets];
}
