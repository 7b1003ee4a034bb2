namespace Conference.Load.Reports;

/// <summary>The lowest and the highest of the runs.</summary>
internal sealed record Spread(double Lowest, double Highest)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var list = values.ToList();
        return new Spread(list.Min(), list.Max());
    }
}
