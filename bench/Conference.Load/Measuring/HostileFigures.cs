namespace Conference.Load.Measuring;

/// <summary>Hostile traffic beside running media.</summary>
/// <param name="Kinds">By what was sent.</param>
/// <param name="RssMiBHalfway">The server's resident memory when half of the time was over: what a young process takes by itself it has by then.</param>
/// <param name="Drops">The server's counters of dropped packets, what they grew by; by reason.</param>
internal sealed record HostileFigures(
    double Seconds, IReadOnlyList<HostileKind> Kinds, double RssMiBBefore, double RssMiBHalfway, double RssMiBAfter,
    IReadOnlyDictionary<string, long> Drops)
{
    public double DatagramsPerSecond => Kinds.Sum(kind => (double)kind.Datagrams) / Seconds;

    /// <summary>Bytes that came back for each hostile byte, of the kind where it was most.</summary>
    public double BytesBackPerByte => Kinds.Max(kind => kind.BytesBackPerByte);
}
