namespace Conference.Load.Scenarios;

/// <summary>What was measured at one rate.</summary>
/// <param name="Offered">Packets a second that the subscribers should have got.</param>
/// <param name="PacketsPerSecond">That they got.</param>
/// <param name="CpuMicros">Processor time of the whole server per packet that a subscriber got; the cost of taking it in is part of it.</param>
/// <param name="WorkerMicros">Of the Worker's thread alone.</param>
/// <param name="ServerCpuPercent">Of one core.</param>
/// <param name="LossPercent">Of what was really sent, times subscribers.</param>
/// <param name="SentPercent">Of what was to be sent; less than all means that the generator was the limit.</param>
internal sealed record Step(
    double Offered, double PacketsPerSecond, double CpuMicros, double WorkerMicros, double ServerCpuPercent, double LossPercent, double SentPercent,
    double P50Micros, double P99Micros, long LostIngress)
{
    private const double MaxLossPercent = 0.1, MaxP99Micros = 20_000, MinSentPercent = 98;

    /// <summary>Empty when the rate was carried; else what gave way.</summary>
    public string LimitedBy =>
        SentPercent < MinSentPercent ? "generator" : LossPercent > MaxLossPercent ? "loss" : P99Micros > MaxP99Micros ? "delay" : "";
}
