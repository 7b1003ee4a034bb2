namespace Conference.Load.Measuring;

/// <summary>What one run measured of one server in one room with one shape of frames.</summary>
/// <param name="Frames">The shape's name.</param>
/// <param name="Suite">What the media was encrypted with.</param>
/// <param name="Fixed">At the rate at which servers are compared, or the highest below it that was carried.</param>
/// <param name="Ramp">Every step towards the knee; empty when only the fixed rate was asked for.</param>
/// <param name="RssMiB">The server's resident memory.</param>
internal sealed record Sample(
    string Server, string Scenario, int Receivers, string Frames, string Suite, Step Fixed, IReadOnlyList<Step> Ramp, double RssMiB)
{
    /// <summary>The highest rate that was carried; null when only the fixed rate was asked for, or nothing was carried.</summary>
    public Step? Knee => Ramp.Count == 0 ? null : Ramp.Append(Fixed).Where(step => step.IsCarried).MaxBy(step => step.PacketsPerSecond);

    /// <summary>What gave way above the knee: "loss" and "delay" are the server's; "generator" means that the knee was not reached.</summary>
    public string LimitedBy => Knee is { } knee
        ? Ramp.Where(step => step.Offered > knee.Offered && !step.IsCarried).MinBy(step => step.Offered)?.LimitedBy ?? "nothing"
        : Fixed.LimitedBy;

    /// <summary>The rate, where it is another than that of comparison; else null.</summary>
    public int? FurtherRate { get; init; }

    /// <summary>The same lecture just before anything went on beside it; null where nothing does.</summary>
    public Step? Before { get; init; }

    /// <summary>A crowd on the hub; null in other scenarios.</summary>
    public HubFigures? Hub { get; init; }

    /// <summary>Hostile traffic; null in other scenarios.</summary>
    public HostileFigures? Hostile { get; init; }

    /// <summary>How the join burst went; null in other scenarios.</summary>
    public JoinFigures? Joins { get; init; }

    /// <summary>What a real browser in the room saw; null without one.</summary>
    public BrowserFigures? Browser { get; init; }
}
