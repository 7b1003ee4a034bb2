using System.Globalization;
using Conference.Load.Joins;
using Conference.Load.Scenarios;

namespace Conference.Load.Reports;

/// <summary>The results as Markdown tables.</summary>
internal static class Table
{
    public static void Write(TextWriter to, IEnumerable<Result> results)
    {
        to.WriteLine("| receivers | packets per frame | µs/packet at 100 k/s (spread) | p50 / p99 ms there | highest packets/s (spread) | µs/packet there (spread) | server CPU | p50 / p99 ms there | limit | RSS MiB |");
        to.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var result in results)
        {
            Line(to, $"| {result.Receivers} | {result.PacketsPerFrame} | {result.At100k.CpuMicrosPerForwardedPacket:F2} ({result.CpuMicrosSpreadAt100k.Lowest:F2}-{result.CpuMicrosSpreadAt100k.Highest:F2}) | {result.At100k.P50Micros / 1000:F2} / {result.At100k.P99Micros / 1000:F2} | {result.PacketsPerSecond / 1000:F0} k ({result.PacketsPerSecondSpread.Lowest / 1000:F0}-{result.PacketsPerSecondSpread.Highest / 1000:F0}) | {result.CpuMicrosPerForwardedPacket:F2} ({result.CpuMicrosSpread.Lowest:F2}-{result.CpuMicrosSpread.Highest:F2}) | {result.Best.ServerCpuPercent:F0} % | {result.P50Micros / 1000:F2} / {result.P99Micros / 1000:F2} | {string.Join(", ", result.LimitedBy.Distinct())} | {result.RssMiB:F0} |");
        }
    }

    public static void Write(TextWriter to, IEnumerable<MemoryResult> results)
    {
        to.WriteLine("| participants | state | RSS KiB each (spread) | managed KiB each | native KiB each | server's RSS MiB |");
        to.WriteLine("|---|---|---|---|---|---|");
        foreach (var result in results)
            Line(to, $"| {result.Participants} | {result.State} | {result.RssKiBPerParticipant:F1} ({result.Spread.Lowest:F1}-{result.Spread.Highest:F1}) | {result.ManagedKiBPerParticipant:F1} | {result.RssKiBPerParticipant - result.ManagedKiBPerParticipant:F1} | {result.RssMiB:F0} |");
    }

    public static void Write(TextWriter to, JoinResult result)
    {
        to.WriteLine("| joins | p50 ms | p95 ms | fastest | slowest |");
        to.WriteLine("|---|---|---|---|---|");
        Line(to, $"| {result.Milliseconds.Count} | {result.P50Milliseconds:F0} | {result.P95Milliseconds:F0} | {result.Milliseconds.Min():F0} | {result.Milliseconds.Max():F0} |");
    }

    private static void Line(TextWriter to, FormattableString line) => to.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
