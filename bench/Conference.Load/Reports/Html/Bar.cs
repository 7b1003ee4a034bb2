namespace Conference.Load.Reports.Html;

/// <summary>One bar of a <see cref="BarChart"/>.</summary>
/// <param name="Group">What stands over the bars that are compared with each other.</param>
/// <param name="Server">Whose it is.</param>
/// <param name="Value">Its length.</param>
/// <param name="Tail">A second value that the bar goes on to, paler; null for none.</param>
/// <param name="Lowest">Of the runs; the whisker's ends belong to the tail where there is one.</param>
/// <param name="Text">What stands behind it.</param>
internal sealed record Bar(string Group, string Server, double Value, double? Tail, double Lowest, double Highest, string Text)
{
    public double End => Math.Max(Value, Tail ?? 0);
}
