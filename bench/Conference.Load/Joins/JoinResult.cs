namespace Conference.Load.Joins;

/// <summary>From the click on Join to the first presented frame of the teacher's camera.</summary>
/// <param name="Milliseconds">Each join, in order.</param>
internal sealed record JoinResult(string Server, string Scenario, double P50Milliseconds, double P95Milliseconds, IReadOnlyList<double> Milliseconds);
