using Conference.Load.Measuring;

namespace Conference.Load.Reports;

/// <summary>Medians over the runs at one rate.</summary>
/// <param name="OfferedPacketsPerSecond">Less than was asked for when a server could not carry that.</param>
internal sealed record Figures(
    double OfferedPacketsPerSecond, double CpuMicrosPerForwardedPacket, double PacketsPerSecond, double P50Micros, double P99Micros, double LossPercent,
    double ServerPercent, double GeneratorPercent, double NeighboursPercent)
{
    public static Figures Of(IReadOnlyCollection<Step> steps)
    {
        double Median(Func<Step, double> value) => Spread.Of(steps.Select(value)).Median;
        return new Figures(
            Median(step => step.Offered), Median(step => step.CpuMicros), Median(step => step.PacketsPerSecond), Median(step => step.P50Micros), Median(step => step.P99Micros),
            Median(step => step.LossPercent), Median(step => step.ServerPercent), Median(step => step.GeneratorPercent), Median(step => step.NeighboursPercent));
    }
}
