using Conference.Load.Media;

namespace Conference.Load.Scenarios;

/// <summary>Which rooms a command measures.</summary>
internal static class CellPlan
{
    /// <summary>Near what the others carry at most.</summary>
    private static readonly int[] FurtherRates = [150_000, 200_000];

    /// <summary>Each server in the way in which it does best.</summary>
    private static readonly string[] Best = ["conference", "janus-tuned", "mediasoup", "mediasoup-3.8"];

    public static IReadOnlyList<Cell> Of(LoadOptions options) => options.Scenario == "compare"
        ? Standard(options)
        : [.. options.Receivers.Select(receivers => options.PublishesFromChromium
            ? new Cell(options.Scenario, receivers, [FrameShape.Chromium()], options.Profile, Ramps: false) { TakesRuns = options.TakesRuns }
            : new Cell(options.Scenario, receivers, options.Shapes, options.Profile, options.Ramps) { FurtherRates = options.FurtherRates, TakesRuns = options.TakesRuns })];

    /// <summary>
    /// What the goals speak of. Every server in the lecture at a fixed rate; the rest with each server as it is run best; what takes long once. Wider rooms and what
    /// goes on beside a lecture are ours alone, so that all fits into about a quarter of an hour.
    /// </summary>
    private static IReadOnlyList<Cell> Standard(LoadOptions options)
    {
        FrameShape[] one = [FrameShape.Even(10)];
        return
        [
            new Cell("lecture", 50, [FrameShape.Even(10), FrameShape.Even(2)], options.Profile, Ramps: false) { FurtherRates = FurtherRates },
            new Cell("lecture", 50, [FrameShape.Even(1), FrameShape.Browser()], options.Profile, Ramps: false, Servers: Best),
            new Cell("audio", 200, [FrameShape.Audio()], options.Profile, Ramps: false, Servers: Best),
            new Cell("lecture", 50, one, options.Profile, Ramps: false, Servers: Best) { TakesRuns = true },
            new Cell("webinar", 200, one, options.Profile, Ramps: false, Servers: ["conference"]),
            new Cell("webinar", 50, one, options.Profile, Ramps: true, IsOnce: true, Servers: Best),
            new Cell("lecture", 50, [FrameShape.Chromium()], options.Profile, Ramps: false, IsOnce: true, Servers: Best),
            new Cell("webinar", 1000, one, options.Profile, Ramps: false, IsOnce: true, ["conference"]),
            new Cell("join-burst", 50, one, options.Profile, Ramps: false, IsOnce: true, ["conference"]),
            new Cell("hub", 50, one, options.Profile, Ramps: false, IsOnce: true, ["conference"]),
            new Cell("hostile", 50, one, options.Profile, Ramps: false, IsOnce: true, ["conference"]),
        ];
    }
}
