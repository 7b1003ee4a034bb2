using Conference.Load.Media;

namespace Conference.Load.Scenarios;

/// <summary>Which rooms a command measures.</summary>
internal static class CellPlan
{
    public static IReadOnlyList<Cell> Of(LoadOptions options) => options.Scenario == "compare"
        ? Standard(options)
        : [.. options.Receivers.Select(receivers => options.PublishesFromChromium
            ? new Cell(options.Scenario, receivers, [FrameShape.Chromium()], options.Profile, Ramps: false)
            : new Cell(options.Scenario, receivers, options.Shapes, options.Profile, options.Ramps))];

    /// <summary>
    /// What the goals speak of. Every server at a fixed rate; the knee once, where packets per frame are many. Wider rooms and what goes on
    /// beside a lecture are ours alone, so that all fits into about a quarter of an hour.
    /// </summary>
    private static IReadOnlyList<Cell> Standard(LoadOptions options)
    {
        FrameShape[] one = [FrameShape.Even(10)];
        return
        [
            new Cell("lecture", 50, [FrameShape.Even(10), FrameShape.Even(2), FrameShape.Even(1), FrameShape.Browser()], options.Profile, Ramps: false),
            new Cell("audio", 200, [FrameShape.Audio()], options.Profile, Ramps: false),
            new Cell("webinar", 200, one, options.Profile, Ramps: false, Servers: ["conference"]),
            new Cell("webinar", 50, one, options.Profile, Ramps: true, IsOnce: true),
            new Cell("webinar", 1000, one, options.Profile, Ramps: false, IsOnce: true, ["conference"]),
            new Cell("join-burst", 50, one, options.Profile, Ramps: false, IsOnce: true, ["conference"]),
            new Cell("hub", 50, one, options.Profile, Ramps: false, IsOnce: true, ["conference"]),
            new Cell("hostile", 50, one, options.Profile, Ramps: false, IsOnce: true, ["conference"]),
        ];
    }
}
