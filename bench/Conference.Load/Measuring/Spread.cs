namespace Conference.Load.Measuring;

/// <summary>The middle of the runs, and their lowest and highest.</summary>
internal sealed record Spread(double Median, double Lowest, double Highest)
{
    /// <param name="values">At least one.</param>
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return new Spread(Quantile.Median(sorted), sorted[0], sorted[^1]);
    }
}
