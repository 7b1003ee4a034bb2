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
    public override string ToString() => $"{Scenario} -> {Receivers}{(Profile == SrtpProfile.AeadAes128Gcm ? "" : ", CM_SHA1_80")}";
}
