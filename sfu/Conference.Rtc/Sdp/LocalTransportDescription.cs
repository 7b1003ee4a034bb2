using System.Net;

namespace Conference.Rtc.Sdp;

/// <summary>What our descriptions say of our end of a transport: ICE-lite with host candidates.</summary>
/// <param name="Fingerprint">The a=fingerprint value: "sha-256 AB:CD:...".</param>
/// <param name="Candidates">UDP addresses in order of preference, the most wanted first.</param>
public sealed record LocalTransportDescription(string Ufrag, string Password, string Fingerprint, IReadOnlyList<IPEndPoint> Candidates)
{
    /// <summary>The a=candidate value of the candidate at <paramref name="index"/> (RFC 8839 §5.1).</summary>
    internal string CandidateLine(int index)
    {
        var candidate = Candidates[index];
        // RFC 8445 §5.1.2.1: type preference 126 for host, then the local preference, then 256 minus the component (1).
        var priority = (126u << 24) | ((uint)(65_535 - index) << 8) | 255;
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{index + 1} 1 udp {priority} {AddressText(candidate.Address)} {candidate.Port} typ host");
    }

    /// <summary>A scope ("%2") means nothing to the other machine.</summary>
    private static string AddressText(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()).ToString() : address.ToString();
}
