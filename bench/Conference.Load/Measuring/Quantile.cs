namespace Conference.Load.Measuring;

/// <summary>Order statistics, by nearest rank: a quantile is a value that was measured.</summary>
internal static class Quantile
{
    /// <summary>The smallest value that at least this share of the values does not exceed; 0 of none.</summary>
    /// <param name="sorted">Ascending.</param>
    /// <param name="share">Above 0, at most 1.</param>
    public static int Of(IReadOnlyList<int> sorted, double share) => sorted.Count == 0 ? 0 : sorted[Rank(sorted.Count, share)];

    /// <summary>Same.</summary>
    public static double Of(IReadOnlyList<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[Rank(sorted.Count, share)];

    /// <summary>Of an even number of values the lower of the two in the middle; 0 of none.</summary>
    /// <param name="sorted">Ascending.</param>
    public static double Median(IReadOnlyList<double> sorted) => Of(sorted, 0.5);

    private static int Rank(int count, double share) => Math.Clamp((int)Math.Ceiling(share * count) - 1, 0, count - 1);
}
