namespace Conference.EndToEnd.Tests.Browsers;

/// <summary>One playing track: its largest loudness (root mean square) and, per frequency, its largest share of a window that was not silent.</summary>
public sealed record Heard(double Loudest, Dictionary<int, double> Shares);
