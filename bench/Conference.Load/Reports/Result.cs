using System.Text.Json.Serialization;
using Conference.Load.Measuring;

namespace Conference.Load.Reports;

/// <summary>
/// One line of results: medians over the runs, each figure with its lowest and highest in <see cref="Spreads"/>. With a ramp they are those at the knee, the
/// highest rate carried; without one, those at the fixed rate.
/// </summary>
/// <param name="Server">"conference", "janus", "janus-tuned", "mediasoup", ...</param>
/// <param name="Suite">What media was encrypted with; "inmemory" and "inmemory-bare" for the session code without a network (AEAD_AES_128_GCM).</param>
/// <param name="Frames">Packets per frame: "10", "browser", "audio".</param>
/// <param name="At">"knee" or "fixed": where the figures above were taken.</param>
/// <param name="LimitedBy">What gave way above that rate, in each run: "loss", "delay"; "generator" means that the server's limit was not reached.</param>
/// <param name="Fixed">The same figures at the rate at which servers are compared.</param>
/// <param name="Before">At the fixed rate, before anything went on beside the lecture; null where nothing does.</param>
/// <param name="AllocatedBytesPerPacket">In memory only.</param>
/// <param name="FurtherRate">Packets a second, where they are not those of the comparison: of the runs in which that was carried.</param>
internal sealed record Result(
    string Server, string Scenario, int Receivers, string Suite, string Frames,
    double CpuMicrosPerForwardedPacket, double PacketsPerSecond, double P50Micros, double P99Micros, double LossPercent, double RssMiB,
    string At, IReadOnlyList<string> LimitedBy, int Runs, Figures Fixed, Figures? Knee, IReadOnlyDictionary<string, Spread> Spreads,
    IReadOnlyList<IReadOnlyList<Step>> Ramps, Figures? Before = null, JoinFigures? Joins = null, HubFigures? Hub = null, HostileFigures? Hostile = null,
    BrowserFigures? Browser = null, double? AllocatedBytesPerPacket = null, int? FurtherRate = null)
{
    /// <summary>Measured without a network.</summary>
    [JsonIgnore]
    public bool IsInMemory => AllocatedBytesPerPacket is not null;

    /// <param name="samples">One of each run, of the same server in the same room.</param>
    public static Result Of(IReadOnlyList<Sample> samples)
    {
        var first = samples[0];
        var fixedRate = Figures.Of([.. samples.Select(sample => sample.Fixed)]);
        Step[] knees = [.. samples.Select(sample => sample.Knee).OfType<Step>()];
        var knee = knees.Length > 0 ? Figures.Of(knees) : null;
        var own = knees.Length > 0 ? knees : [.. samples.Select(sample => sample.Fixed)];
        var figures = knee ?? fixedRate;
        return new Result(
            first.Server, first.Scenario, first.Receivers, first.Suite, first.Frames,
            figures.CpuMicrosPerForwardedPacket, figures.PacketsPerSecond, figures.P50Micros, figures.P99Micros, figures.LossPercent,
            Spread.Of(samples.Select(sample => sample.RssMiB)).Median,
            knee is null ? "fixed" : "knee", [.. samples.Select(sample => sample.LimitedBy)], samples.Count, fixedRate, knee,
            new Dictionary<string, Spread>
            {
                ["cpuMicrosPerForwardedPacket"] = Spread.Of(own.Select(step => step.CpuMicros)),
                ["packetsPerSecond"] = Spread.Of(own.Select(step => step.PacketsPerSecond)),
                ["p50Micros"] = Spread.Of(own.Select(step => step.P50Micros)),
                ["p99Micros"] = Spread.Of(own.Select(step => step.P99Micros)),
                ["fixedCpuMicrosPerForwardedPacket"] = Spread.Of(samples.Select(sample => sample.Fixed.CpuMicros)),
                ["fixedP50Micros"] = Spread.Of(samples.Select(sample => sample.Fixed.P50Micros)),
                ["fixedP99Micros"] = Spread.Of(samples.Select(sample => sample.Fixed.P99Micros)),
            },
            [.. samples.Where(sample => sample.Ramp.Count > 0).Select(sample => (IReadOnlyList<Step>)[sample.Fixed, .. sample.Ramp])],
            first.Before is null ? null : Figures.Of([.. samples.Select(sample => sample.Before).OfType<Step>()]),
            Middle(samples, sample => sample.Joins, joins => joins.P99Millis),
            Middle(samples, sample => sample.Hub, hub => hub.Gc.LongestMillis),
            Middle(samples, sample => sample.Hostile, hostile => hostile.BytesBackPerByte),
            Middle(samples, sample => sample.Browser, browser => browser.FramesPerSecondReceived), FurtherRate: first.FurtherRate);
    }

    /// <summary>Of the runs that have such figures the one in the middle; null when none has.</summary>
    private static T? Middle<T>(IReadOnlyList<Sample> samples, Func<Sample, T?> figures, Func<T, double> order)
        where T : class
    {
        T[] sorted = [.. samples.Select(figures).OfType<T>().OrderBy(order)];
        return sorted.Length == 0 ? null : sorted[(sorted.Length - 1) / 2];
    }
}
