using System.Globalization;
using Conference.Load.Joins;
using Conference.Load.Measuring;
using Conference.Load.Recordings;
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
        foreach (var result in results.Where(result => result.Before is not null))
            to.WriteLine(Text($"{result.Server}, {result.Scenario}: p50 / p99 before {result.Before!.P50Micros / 1000:F2} / {result.Before.P99Micros / 1000:F2} ms, during {result.Fixed.P50Micros / 1000:F2} / {result.Fixed.P99Micros / 1000:F2} ms; loss before {result.Before.LossPercent:F3} %, during {result.Fixed.LossPercent:F3} %; neighbours {result.Before.NeighboursPercent:F0} % and {result.Fixed.NeighboursPercent:F0} %"));
        foreach (var hub in results.Select(result => result.Hub).OfType<HubFigures>()) Write(to, hub);
        foreach (var hostile in results.Select(result => result.Hostile).OfType<HostileFigures>()) Write(to, hostile);
        foreach (var result in results)
        {
            if (result.Browser is not { } browser) continue;
            var sent = browser.WidthSent > 0 ? Text($"Chromium sent {browser.FramesPerSecondSent:F1} frames/s of {browser.WidthSent:F0}x{browser.HeightSent:F0}") : "";
            var received = browser.FramesPerSecondReceived > 0 ? Text($"Chromium received {browser.FramesPerSecondReceived:F1} frames/s, lost {browser.PacketsLost:F0} packets, froze {browser.Freezes:F0} times") : "";
            to.WriteLine($"{result.Server}, {result.Scenario}, frames of {result.Frames}: {string.Join("; ", new[] { sent, received }.Where(part => part.Length > 0))}");
        }

        foreach (var result in results.Where(result => result.AllocatedBytesPerPacket is not null))
            to.WriteLine(Text($"{result.Suite} -> {result.Receivers}, frames of {result.Frames}: {result.CpuMicrosPerForwardedPacket * 1000:F0} ns and {result.AllocatedBytesPerPacket:F3} allocated bytes per forwarded packet"));
    }

    private static void Write(TextWriter to, HubFigures hub)
    {
        var (crowd, gc) = (hub.Crowd, hub.Gc);
        to.WriteLine(Text($"hub: {crowd.Connected} of {crowd.People} people in {crowd.Rooms} rooms, in after {crowd.JoinSeconds:F0} s; {crowd.MessagesPerSecond:F0} messages/s to {crowd.DeliveriesPerSecond:F0} receivers/s, answered after p50 {crowd.ChatP50Millis:F1} ms, p99 {crowd.ChatP99Millis:F1} ms"));
        to.WriteLine(Text($"API: {crowd.RequestsPerSecond:F0} requests/s, p50 {crowd.RequestP50Millis:F1} ms, p99 {crowd.RequestP99Millis:F1} ms; {crowd.Failures} calls and requests failed"));
        to.WriteLine(Text($"garbage collector: {gc.Collections} pauses in {gc.Seconds:F0} s, longest {gc.LongestMillis:F2} ms, together {gc.TotalMillis:F1} ms"));
    }

    private static void Write(TextWriter to, HostileFigures hostile)
    {
        to.WriteLine(Text($"hostile: {hostile.DatagramsPerSecond:F0} datagrams/s for {hostile.Seconds:F0} s; server's memory {hostile.RssMiBBefore:F1} MiB before, {hostile.RssMiBHalfway:F1} halfway, {hostile.RssMiBAfter:F1} after"));
        foreach (var kind in hostile.Kinds)
            to.WriteLine(Text($"  {kind.Name}: {kind.Datagrams} datagrams, {kind.Bytes} bytes; {kind.BytesBack} bytes came back ({kind.BytesBackPerByte:F3} per byte)"));
        to.WriteLine($"  counted as dropped: {string.Join(", ", hostile.Drops.Select(drop => $"{drop.Key} {drop.Value}"))}");
    }

    public static void Write(TextWriter to, IEnumerable<Goal> goals)
    {
        to.WriteLine("\n| goal | measured | |");
        to.WriteLine("|---|---|---|");
        foreach (var goal in goals) to.WriteLine(Text($"| {goal.Text} | {goal.Measured} | {(goal.IsReached is { } reached ? reached ? "reached" : "not reached" : "")} |"));
    }

    public static void Write(TextWriter to, IEnumerable<MemoryResult> results)
    {
        to.WriteLine("| participants | state | RSS KiB each (spread) | of that OpenSSL's | ours (spread) | of ours held: managed | held: native | server's RSS MiB |");
        to.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var result in results)
        {
            var (resident, own) = (result.RssKiBPerParticipant, result.OwnKiBPerParticipant);
            to.WriteLine(Text($"| {result.Participants} | {result.State} | {resident.Median:F1} ({resident.Lowest:F1}-{resident.Highest:F1}) | {result.OpenSslKiBPerParticipant:F1} | {own.Median:F1} ({own.Lowest:F1}-{own.Highest:F1}) | {result.ManagedKiBPerParticipant:F1} | {result.NativeKiBPerParticipant:F1} | {result.RssMiB:F0} |"));
        }
    }

    public static void Write(TextWriter to, JoinResult result)
    {
        to.WriteLine("| joins | p50 ms | p95 ms | fastest | slowest |");
        to.WriteLine("|---|---|---|---|---|");
        to.WriteLine(Text($"| {result.Milliseconds.Count} | {result.P50Milliseconds:F0} | {result.P95Milliseconds:F0} | {result.Milliseconds.Min():F0} | {result.Milliseconds.Max():F0} |"));
    }

    public static void Write(TextWriter to, RecordingResult result)
    {
        to.WriteLine("| recordings at once | CPU, % of a core (spread) | before them | each adds | PostgreSQL beside it, % | PSS MiB (spread) | before them | each adds | ffmpegs each | behind, s |");
        to.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var cost in result.Costs)
        {
            var (cpu, pss) = (cost.CpuPercent, cost.PssMiB);
            to.WriteLine(Text($"| {cost.Recordings} | {cpu.Median:F1} ({cpu.Lowest:F1}-{cpu.Highest:F1}) | {cost.CpuPercentWithout.Median:F1} | {cost.AddedPercent / cost.Recordings:F2} | {cost.DatabasePercent.Median:F1} | {pss.Median:F0} ({pss.Lowest:F0}-{pss.Highest:F0}) | {cost.PssMiBWithout.Median:F0} | {cost.AddedMegabytes / 1.048576 / cost.Recordings:F1} | {cost.Ffmpegs:F0} | {cost.BehindSeconds.Median:F1} ({cost.BehindSeconds.Lowest:F1}-{cost.BehindSeconds.Highest:F1}) |"));
        }

        to.WriteLine("\n| lecture, minutes | that end at once | speed | ends measured | until complete: p50 s | p95 s | fastest | slowest |");
        to.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var end in result.Ends)
            to.WriteLine(Text($"| {end.Minutes:0.##} | {end.AtOnce} | {end.Speed:0.#} | {end.Seconds.Count} | {end.P50:F2} | {end.P95:F2} | {end.Seconds[0]:F2} | {end.Seconds[^1]:F2} |"));
    }

    private static string Text(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
