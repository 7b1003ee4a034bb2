namespace Conference.Load.Reports;

/// <summary>One goal and what was measured of it.</summary>
/// <param name="Measured">The figure, in words.</param>
/// <param name="IsReached">Null when it could not be measured here; <paramref name="Measured"/> says why.</param>
internal sealed record Goal(string Text, string Measured, bool? IsReached);
