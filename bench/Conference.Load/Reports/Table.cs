using System.Globalization;
using Conference.Load.Joins;
using Conference.Load.Scenarios;

namespace Conference.Load.Reports;

/// <summary>The results as Markdown tables.</summary>
internal static class Table
{
    public static void Write(TextWriter to, IEnumerable<Result> results)
    {
        to.WriteLine("| scenario | frames | server | offered/s | µs/packet (spread) | p50 / p99 ms (spread of p99) | loss | knee, packets/s (spread) | µs/packet there | limit | RSS MiB |");
        to.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var result in results)
        {
            var (cpu, p99) = (result.Spreads["fixedCpuMicrosPerForwardedPacket"], result.Spreads["fixedP99Micros"]);
            var knee = result.Knee is { } best
                ? Text($"{best.PacketsPerSecond / 1000:F0} k ({result.Spreads["packetsPerSecond"].Lowest / 1000:F0}-{result.Spreads["packetsPerSecond"].Highest / 1000:F0}) | {best.CpuMicrosPerForwardedPacket:F2}")
                : " | ";
            var limit = string.Join(", ", result.LimitedBy.Distinct()).Replace("generator", "not reached (generator)", StringComparison.Ordinal);
            to.WriteLine(Text($"| {result.Scenario} -> {result.Receivers} | {result.Frames} | {result.Server} | {result.Fixed.OfferedPacketsPerSecond / 1000:F0} k | {cpu.Median:F2} ({cpu.Lowest:F2}-{cpu.Highest:F2}) | {result.Fixed.P50Micros / 1000:F2} / {p99.Median / 1000:F2} ({p99.Lowest / 1000:F2}-{p99.Highest / 1000:F2}) | {result.Fixed.LossPercent:F2} % | {knee} | {limit} | {result.RssMiB:F0} |"));
        }

        foreach (var result in results.Where(result => result.Joins is not null))
            to.WriteLine(Text($"{result.Server}: {result.Joins!.Connected} of {result.Joins.Asked} joined in {result.Joins.Seconds:F0} s, p50 {result.Joins.P50Millis:F0} ms, p99 {result.Joins.P99Millis:F0} ms"));
        foreach (var result in results.Where(result => result.Browser is not null))
            to.WriteLine(Text($"{result.Server}, {result.Scenario}, frames of {result.Frames}: Chromium sent {result.Browser!.FramesPerSecondSent:F1} and received {result.Browser.FramesPerSecondReceived:F1} frames/s, lost {result.Browser.PacketsLost:F0} packets, froze {result.Browser.Freezes:F0} times"));
        foreach (var result in results.Where(result => result.AllocatedBytesPerPacket is not null))
            to.WriteLine(Text($"in memory, frames of {result.Frames}: {result.CpuMicrosPerForwardedPacket * 1000:F0} ns and {result.AllocatedBytesPerPacket:F3} allocated bytes per forwarded packet"));
    }

    public static void Write(TextWriter to, IEnumerable<Goal> goals)
    {
        to.WriteLine("\n| goal | measured | |");
        to.WriteLine("|---|---|---|");
        foreach (var goal in goals) to.WriteLine(Text($"| {goal.Text} | {goal.Measured} | {(goal.IsReached is { } reached ? reached ? "reached" : "not reached" : "")} |"));
    }

    public static void Write(TextWriter to, IEnumerable<MemoryResult> results)
    {
        to.WriteLine("| participants | state | RSS KiB each (spread) | managed KiB each | native KiB each | server's RSS MiB |");
        to.WriteLine("|---|---|---|---|---|---|");
        foreach (var result in results)
        {
            var resident = result.RssKiBPerParticipant;
            to.WriteLine(Text($"| {result.Participants} | {result.State} | {resident.Median:F1} ({resident.Lowest:F1}-{resident.Highest:F1}) | {result.ManagedKiBPerParticipant:F1} | {resident.Median - result.ManagedKiBPerParticipant:F1} | {result.RssMiB:F0} |"));
        }
    }

    public static void Write(TextWriter to, JoinResult result)
    {
        to.WriteLine("| joins | p50 ms | p95 ms | fastest | slowest |");
        to.WriteLine("|---|---|---|---|---|");
        to.WriteLine(Text($"| {result.Milliseconds.Count} | {result.P50Milliseconds:F0} | {result.P95Milliseconds:F0} | {result.Milliseconds.Min():F0} | {result.Milliseconds.Max():F0} |"));
    }

    private static string Text(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
