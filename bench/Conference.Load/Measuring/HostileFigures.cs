namespace Conference.Load.Measuring;

/// <summary>Hostile traffic beside running media.</summary>
/// <param name="Kinds">By what was sent.</param>
/// <param name="Drops">The server's counters of dropped packets, what they grew by; by reason.</param>
internal sealed record HostileFigures(
    double Seconds, IReadOnlyList<HostileKind> Kinds, double RssMiBBefore, double RssMiBAfter, double RssMiBHighest, IReadOnlyDictionary<string, long> Drops)
{
    public double DatagramsPerSecond => Kinds.Sum(kind => (double)kind.Datagrams) / Seconds;

    /// <summary>Bytes that came back for each hostile byte, of the kind where it was most.</summary>
    public double BytesBackPerByte => Kinds.Max(kind => kind.BytesBackPerByte);
}
