using Conference.Load.Scenarios;

namespace Conference.Load.Reports;

/// <summary>Medians over the runs at one point of the ramp.</summary>
internal sealed record Point(
    double CpuMicrosPerForwardedPacket, double WorkerMicrosPerForwardedPacket, double PacketsPerSecond, double ServerCpuPercent, double P50Micros, double P99Micros, double LossPercent)
{
    public static Point Of(IReadOnlyCollection<Step> steps)
    {
        double Median(Func<Step, double> value) => Quantile.Of(steps.Select(value), 0.5);
        return new Point(
            Median(step => step.CpuMicros), Median(step => step.WorkerMicros), Median(step => step.PacketsPerSecond), Median(step => step.ServerCpuPercent),
            Median(step => step.P50Micros), Median(step => step.P99Micros), Median(step => step.LossPercent));
    }
}
