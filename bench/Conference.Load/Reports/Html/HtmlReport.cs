using System.Globalization;
using System.Net;
using System.Text;

namespace Conference.Load.Reports.Html;

/// <summary>The results as one page that needs nothing beside it: charts are inline SVG, light and dark as the reader's system is.</summary>
internal static class HtmlReport
{
    public static void Write(string path, Machine machine, string command, IReadOnlyList<Result> results, IReadOnlyList<Goal> goals)
    {
        using var css = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!);
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Append("<title>Forwarding, measured side by side</title>\n<style>\n").Append(css.ReadToEnd()).Append("</style>\n");
        page.Append("<h1>Forwarding, measured side by side</h1>\n");
        Facts(page, machine, command);
        Result[] network = [.. results.Where(result => !result.IsInMemory)];
        if (network.Length > 0)
        {
            Cpu(page, network);
            Delay(page, network);
            Throughput(page, network);
        }

        Beside(page, [.. network.Where(result => result.Before is not null)]);
        InMemory(page, [.. results.Except(network)]);
        if (goals.Count > 0) Aims(page, goals);
        All(page, results);
        File.WriteAllText(path, page.ToString());
    }

    private static void Facts(StringBuilder page, Machine machine, string command)
    {
        void Fact(string name, string value) => page.Append("<dt>").Append(name).Append("</dt><dd>").Append(WebUtility.HtmlEncode(value)).Append("</dd>\n");
        page.Append("<dl>\n");
        Fact("command", command);
        Fact("commit", machine.Commit);
        Fact("measured", machine.At.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        Fact("machine", $"{machine.Processor}, {machine.Cores} cores, {machine.Kernel}, {machine.Runtime}");
        Fact("load before", machine.LoadAverage);
        Fact("mitigations", string.Join("; ", machine.Mitigations.Select(pair => $"{pair.Key}: {pair.Value}")));
        page.Append("</dl>\n<p class=\"quiet\">Servers run in turn on one core, the load generator on another. Figures are medians of the runs; whiskers and brackets are the lowest and the highest run. ")
            .Append("Traffic stays on the machine: the receiver's half of the network stack is charged to the sender and there is no driver, so figures compare servers and are not a network card's.</p>\n");
    }

    private static void Cpu(StringBuilder page, IReadOnlyList<Result> results)
    {
        page.Append("<h2>Processor time per forwarded packet</h2>\n<p>All threads of the server's process, kernel work included, per packet that a receiver got, at the same offered rate. Shorter is better.</p>\n<div class=\"scroll\">");
        page.Append(BarChart.Draw("Processor time per forwarded packet", "µs per packet", [.. results.Select(result =>
        {
            var spread = result.Spreads["fixedCpuMicrosPerForwardedPacket"];
            return new Bar(Group(result), result.Server, spread.Median, null, spread.Lowest, spread.Highest, Text($"{spread.Median:F2} µs{Slower(result, results)}"));
        })])).Append("</div>\n");
    }

    private static void Delay(StringBuilder page, IReadOnlyList<Result> results)
    {
        page.Append("<h2>Added delay</h2>\n<p>From before the publisher encrypts a packet until the receiver's kernel has it: p50 strong, p99 pale. It contains the time that a frame's packets take to leave.</p>\n<div class=\"scroll\">");
        page.Append(BarChart.Draw("Delay, p50 and p99", "ms", [.. results.Select(result =>
        {
            var (p50, p99) = (result.Spreads["fixedP50Micros"].Median / 1000, result.Spreads["fixedP99Micros"]);
            return new Bar(Group(result), result.Server, p50, p99.Median / 1000, p99.Lowest / 1000, p99.Highest / 1000, Text($"{p50:F2} / {p99.Median / 1000:F2} ms"));
        })])).Append("</div>\n");
    }

    private static void Throughput(StringBuilder page, IReadOnlyList<Result> results)
    {
        foreach (var room in results.Where(result => result.Ramps.Count > 0).GroupBy(result => $"{result.Scenario} → {result.Receivers}, frames of {result.Frames}"))
        {
            // A server that carried nothing has no curve.
            Curve[] curves = [.. room.Select(result => new Curve(
                result.Server,
                [.. result.Ramps[0].Where(step => step.IsCarried).OrderBy(step => step.PacketsPerSecond).Select(step => (step.PacketsPerSecond, step.ServerPercent))]))
                .Where(curve => curve.Points.Count > 0)];
            if (curves.Length == 0) continue;
            page.Append("<h2>Throughput against processor time: ").Append(WebUtility.HtmlEncode(room.Key)).Append("</h2>\n")
                .Append("<p>Each point is a rate that was carried (loss at most 0.1 %, p99 at most 20 ms); a curve ends at the server's knee, or where the load generator ended.</p>\n<div class=\"scroll\">")
                .Append(CurveChart.Draw("Throughput against processor time", "forwarded packets a second", "% of one core", curves)).Append("</div>\n");
        }
    }

    private static void Beside(StringBuilder page, IReadOnlyList<Result> results)
    {
        if (results.Count == 0) return;
        page.Append("<h2>A lecture, and what goes on beside it</h2>\n<div class=\"scroll\"><table class=\"words\">\n<tr><th>beside it</th><th>p50 / p99 ms before</th><th>during</th><th>loss %</th><th>what it was</th></tr>\n");
        foreach (var result in results)
        {
            var what = result switch
            {
                { Joins: { } joins } => Text($"{joins.Connected} of {joins.Asked} people joined in {joins.Seconds:F0} s, p99 {joins.P99Millis:F0} ms"),
                { Hub: { Crowd: var crowd, Gc: var gc } } => Text($"{crowd.Connected} people in {crowd.Rooms} rooms, {crowd.DeliveriesPerSecond:F0} chat deliveries/s, {crowd.RequestsPerSecond:F0} requests/s; {gc.Collections} pauses of the garbage collector in {gc.Seconds:F0} s, longest {gc.LongestMillis:F2} ms, together {gc.TotalMillis:F1} ms"),
                { Hostile: { } hostile } => Text($"{hostile.DatagramsPerSecond:F0} datagrams/s for {hostile.Seconds:F0} s, {hostile.BytesBackPerByte:F2} bytes back per byte at most; memory {hostile.RssMiBBefore:F1} MiB before, {hostile.RssMiBHalfway:F1} halfway, {hostile.RssMiBAfter:F1} after; dropped: {string.Join(", ", hostile.Drops.Select(drop => $"{drop.Key} {drop.Value}"))}"),
                _ => "",
            };
            page.Append(Text($"<tr><td>{result.Scenario}</td><td>{result.Before!.P50Micros / 1000:F2} / {result.Before.P99Micros / 1000:F2}</td><td>{result.Fixed.P50Micros / 1000:F2} / {result.Fixed.P99Micros / 1000:F2}</td><td>{result.Fixed.LossPercent:F3}</td><td>{WebUtility.HtmlEncode(what)}</td></tr>\n"));
        }

        page.Append("</table></div>\n");
    }

    private static void InMemory(StringBuilder page, IReadOnlyList<Result> results)
    {
        if (results.Count == 0) return;
        page.Append("<h2>Our own cost, without a network</h2>\n<p>The same session code with a port in memory: what is left when the kernel is taken away.</p>\n<div class=\"scroll\">");
        page.Append(BarChart.Draw("Our own cost per packet", "ns per packet", [.. results.Select(result =>
        {
            var spread = result.Spreads["fixedCpuMicrosPerForwardedPacket"];
            return new Bar($"1 → {result.Receivers}, frames of {result.Frames}", result.Server, spread.Median * 1000, null, spread.Lowest * 1000, spread.Highest * 1000,
                Text($"{spread.Median * 1000:F0} ns, {result.AllocatedBytesPerPacket:F2} B allocated"));
        })])).Append("</div>\n");
    }

    private static void Aims(StringBuilder page, IReadOnlyList<Goal> goals)
    {
        page.Append("<h2>Goals</h2>\n<div class=\"scroll\"><table class=\"words\">\n<tr><th>goal</th><th>measured</th><th></th></tr>\n");
        foreach (var goal in goals)
            page.Append(Text($"<tr><td>{WebUtility.HtmlEncode(goal.Text)}</td><td>{WebUtility.HtmlEncode(goal.Measured)}</td><td>{(goal.IsReached is { } reached ? reached ? "✓ reached" : "✗ not reached" : "–")}</td></tr>\n"));
        page.Append("</table></div>\n");
    }

    private static void All(StringBuilder page, IReadOnlyList<Result> results)
    {
        page.Append("<h2>All figures</h2>\n<div class=\"scroll\"><table>\n<tr><th>scenario</th><th>frames of</th><th>server</th><th>packets/s<br>offered</th><th>µs/packet<br>(spread)</th><th>p50 ms</th><th>p99 ms<br>(spread)</th><th>loss %</th><th>server's<br>core %</th><th>neighbours<br>there %</th><th>knee<br>packets/s</th><th>µs/packet<br>at the knee</th><th>limit</th><th>RSS MiB</th></tr>\n");
        foreach (var result in results)
        {
            var (cpu, p99) = (result.Spreads["fixedCpuMicrosPerForwardedPacket"], result.Spreads["fixedP99Micros"]);
            var limit = string.Join(", ", result.LimitedBy.Distinct()).Replace("generator", "not reached", StringComparison.Ordinal);
            page.Append(Text($"<tr{(result.Server == "conference" ? " class=\"ours\"" : "")}><td>{result.Scenario} → {result.Receivers}</td><td>{result.Frames}</td><td>{WebUtility.HtmlEncode(result.Server)}</td><td>{result.Fixed.OfferedPacketsPerSecond:N0}</td><td>{cpu.Median:F2} ({cpu.Lowest:F2}–{cpu.Highest:F2})</td><td>{result.Fixed.P50Micros / 1000:F2}</td><td>{p99.Median / 1000:F2} ({p99.Lowest / 1000:F2}–{p99.Highest / 1000:F2})</td><td>{result.Fixed.LossPercent:F2}</td><td>{result.Fixed.ServerPercent:F0}</td><td>{result.Fixed.NeighboursPercent:F0}</td>"))
                .Append(result.Knee is { } knee ? Text($"<td>{knee.PacketsPerSecond:N0}</td><td>{knee.CpuMicrosPerForwardedPacket:F2}</td><td>{limit}</td>") : "<td></td><td></td><td></td>")
                .Append(Text($"<td>{result.RssMiB:F0}</td></tr>\n"));
        }

        page.Append("</table></div>\n");
    }

    /// <summary>How much more than ours in the same room at the same rate.</summary>
    private static string Slower(Result result, IReadOnlyList<Result> results)
    {
        if (result.Server == "conference" || results.FirstOrDefault(other => other.Server == "conference" && Group(other) == Group(result)) is not { } ours) return "";
        return Text($", {result.Fixed.CpuMicrosPerForwardedPacket / ours.Fixed.CpuMicrosPerForwardedPacket:F1} times ours{(result.Fixed.OfferedPacketsPerSecond < ours.Fixed.OfferedPacketsPerSecond ? Text($", at {result.Fixed.OfferedPacketsPerSecond / 1000:F0} k/s only") : "")}");
    }

    private static string Group(Result result) =>
        $"{result.Scenario} → {result.Receivers}, {(result.Frames == "audio" ? "audio packets" : result.Frames == "browser" ? "a camera's frames" : $"frames of {result.Frames}")}{(result.Suite.EndsWith("GCM", StringComparison.Ordinal) ? "" : ", " + result.Suite)}{(result.FurtherRate is { } rate ? Text($", {rate / 1000} k/s") : "")}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
