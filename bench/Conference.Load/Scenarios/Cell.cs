using Conference.Load.Media;
using Conference.Rtc.Srtp;

namespace Conference.Load.Scenarios;

/// <summary>A room to be measured on every server: its scenario, how many receive, and what is sent in it one after the other.</summary>
/// <param name="Profile">What peers and server are to agree on.</param>
/// <param name="Ramps">Whether the knee is looked for, beyond the rate of comparison.</param>
/// <param name="IsOnce">In the first run alone.</param>
/// <param name="Servers">Only these; null for every one.</param>
internal sealed record Cell(string Scenario, int Receivers, IReadOnlyList<FrameShape> Shapes, SrtpProfile Profile, bool Ramps, bool IsOnce = false, IReadOnlyList<string>? Servers = null)
{
    /// <summary>Packets a second at which it is measured too, beside the rate of comparison, by those servers that carry them; rising.</summary>
    public IReadOnlyList<int> FurtherRates { get; init; } = [];

    /// <summary>Receivers take runs of packets whole.</summary>
    public bool TakesRuns { get; init; }

    /// <summary>The scenario's name in results: what receivers do otherwise is told apart.</summary>
    public string Name => TakesRuns ? $"{Scenario}+gro" : Scenario;

    /// <summary>A real browser's camera is what is sent.</summary>
    public bool IsCameraOfBrowser => Shapes[0].IsOfBrowser;

    public override string ToString() => $"{Name} -> {Receivers}{(Profile == SrtpProfile.AeadAes128Gcm ? "" : ", CM_SHA1_80")}";
}
