namespace Conference.Load.Reports.Html;

/// <summary>One server's curve in a <see cref="CurveChart"/>.</summary>
/// <param name="Points">In the order in which they are joined; the last one carries the name.</param>
internal sealed record Curve(string Server, IReadOnlyList<(double X, double Y)> Points);
