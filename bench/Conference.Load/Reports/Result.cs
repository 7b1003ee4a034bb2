using Conference.Load.Scenarios;

namespace Conference.Load.Reports;

/// <summary>One line of results: medians over the runs at the highest rate that each carried, their spread, and the same at 100,000 packets a second.</summary>
/// <param name="Server">Who was measured: "conference".</param>
/// <param name="Suite">What the media was encrypted with.</param>
/// <param name="LimitedBy">What gave way above that rate, in each run.</param>
internal sealed record Result(
    string Server, string Scenario, int Receivers, int PacketsPerFrame, string Suite, int Runs,
    double CpuMicrosPerForwardedPacket, double PacketsPerSecond, double P50Micros, double P99Micros, double LossPercent, double RssMiB,
    IReadOnlyList<string> LimitedBy, Point At100k, Point Best, Spread CpuMicrosSpread, Spread CpuMicrosSpreadAt100k, Spread PacketsPerSecondSpread, Spread P99MicrosSpreadAt100k)
{
    public static Result Of(int receivers, int packetsPerFrame, IReadOnlyList<LectureRun> runs)
    {
        var best = Point.Of([.. runs.Select(run => run.Best)]);
        return new Result(
            "conference", "lecture", receivers, packetsPerFrame, runs[0].Suite, runs.Count,
            best.CpuMicrosPerForwardedPacket, best.PacketsPerSecond, best.P50Micros, best.P99Micros, best.LossPercent,
            Quantile.Of(runs.Select(run => run.ResidentBytes / 1048576.0), 0.5),
            [.. runs.Select(run => run.LimitedBy)], Point.Of([.. runs.Select(run => run.Reference)]), best,
            Spread.Of(runs.Select(run => run.Best.CpuMicros)), Spread.Of(runs.Select(run => run.Reference.CpuMicros)),
            Spread.Of(runs.Select(run => run.Best.PacketsPerSecond)), Spread.Of(runs.Select(run => run.Reference.P99Micros)));
    }
}
