using System.Globalization;
using Conference.Load.Measuring;

namespace Conference.Load.Reports;

/// <summary>What is being done now: one line that is written over on a terminal, and a line that stays for each result.</summary>
internal sealed class Progress(TextWriter to, bool isTerminal)
{
    private readonly System.Diagnostics.Stopwatch _since = System.Diagnostics.Stopwatch.StartNew();

    public void Say(string what)
    {
        if (isTerminal) to.Write($"\r\u001b[K{Time} {what}");
    }

    public void Report(Sample sample, int run)
    {
        var knee = sample.Knee is { } best ? string.Create(CultureInfo.InvariantCulture, $"; knee {best.PacketsPerSecond / 1000:F0} k at {best.CpuMicros:F2} µs ({sample.LimitedBy})") : "";
        var joins = sample.Joins is { } burst ? string.Create(CultureInfo.InvariantCulture, $"; {burst.Connected} of {burst.Asked} joined, p99 {burst.P99Millis:F0} ms") : "";
        if (sample.Before is { } before) joins = string.Create(CultureInfo.InvariantCulture, $"; before that {before.P50Micros / 1000:F2}/{before.P99Micros / 1000:F2} ms{joins}");
        var step = sample.Fixed;
        Stay(string.Create(CultureInfo.InvariantCulture,
            $"run {run}: {sample.Server}, {sample.Scenario} -> {sample.Receivers}, frames of {sample.Frames}: {step.PacketsPerSecond / 1000:F0} k packets/s, {step.CpuMicros:F2} µs/packet, p50/p99 {step.P50Micros / 1000:F2}/{step.P99Micros / 1000:F2} ms, loss {step.LossPercent:F2} %, server {step.ServerPercent:F0} %, generator {step.GeneratorPercent:F0} %, neighbours {step.NeighboursPercent:F0} %{(step.IsCarried ? "" : $" (limited: {step.LimitedBy})")}{knee}{joins}"));
    }

    /// <summary>A line that stays.</summary>
    public void Stay(string line) => to.WriteLine($"{(isTerminal ? "\r\u001b[K" : "")}{Time} {line}");

    private string Time => _since.Elapsed.ToString(@"mm\:ss", CultureInfo.InvariantCulture);
}
