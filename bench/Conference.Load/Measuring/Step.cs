namespace Conference.Load.Measuring;

/// <summary>What was measured at one rate.</summary>
/// <param name="Offered">Packets a second that the subscribers should have got.</param>
/// <param name="PacketsPerSecond">That they got.</param>
/// <param name="CpuMicros">Processor time of the whole server per packet that a subscriber got; the cost of taking it in is part of it.</param>
/// <param name="ServerPercent">The server's share of one core.</param>
/// <param name="GeneratorPercent">The load generator's share of its own.</param>
/// <param name="NeighboursPercent">What others took of the server's core: figures beside a large one are not the server's alone.</param>
/// <param name="LossPercent">Of what was really sent, times subscribers.</param>
/// <param name="SentPercent">Of what was to be sent.</param>
internal sealed record Step(
    double Offered, double PacketsPerSecond, double CpuMicros, double ServerPercent, double GeneratorPercent, double NeighboursPercent,
    double LossPercent, double SentPercent, double P50Micros, double P99Micros)
{
    public const double MaxLossPercent = 0.1, MaxP99Micros = 20_000, MaxKeptUpP99Micros = 100_000;

    private const double MinSentPercent = 98, BusyPercent = 95;

    /// <summary>
    /// True when the server does not fall behind: what a large fan-out of a whole frame takes may be more than 20 ms and is no overload, a queue that grows is.
    /// </summary>
    public bool KeepsUp => LimitedBy.Length == 0 || (LimitedBy == "delay" && P99Micros <= MaxKeptUpP99Micros);

    public bool IsCarried => LimitedBy.Length == 0;

    /// <summary>
    /// Empty when the rate was carried; else what gave way: "generator" when we did not send all, or had no time left to receive it; "loss" and
    /// "delay" are the server's.
    /// </summary>
    public string LimitedBy
    {
        get
        {
            if (SentPercent < MinSentPercent) return "generator";
            var gaveWay = LossPercent > MaxLossPercent ? "loss" : P99Micros > MaxP99Micros ? "delay" : "";
            return gaveWay.Length > 0 && GeneratorPercent > BusyPercent && ServerPercent < BusyPercent ? "generator" : gaveWay;
        }
    }
}
