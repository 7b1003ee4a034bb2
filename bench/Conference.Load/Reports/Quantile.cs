namespace Conference.Load.Reports;

internal static class Quantile
{
    /// <summary>The value that this share of the sorted values does not exceed; 0 of none.</summary>
    public static double Of(IReadOnlyList<int> sorted, double share) =>
        sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(share * sorted.Count) - 1)];

    /// <summary>Same, of unsorted values.</summary>
    public static double Of(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }
}
