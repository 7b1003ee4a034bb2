using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Conference.Sfu.Net;

/// <summary>
/// The addresses that are advertised as ICE host candidates: what the operator configured (1:1 NAT), else every address of every interface
/// that is up. Loopback comes last: it serves browsers on this machine only, and Firefox uses it only when it is offered nothing else.
/// </summary>
internal static class LocalCandidates
{
    public static IReadOnlyList<IPAddress> Gather(IReadOnlyList<IPAddress> publicAddresses)
    {
        if (publicAddresses.Count > 0) return publicAddresses;
        return NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown) // lo and tun report Unknown
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(IsUsable)
            .Distinct()
            .OrderBy(Rank)
            .ToList();
    }

    /// <summary>Link-local IPv6 needs a scope that means nothing in another machine's SDP (RFC 8445 §5.1.1.1 leaves it out).</summary>
    private static bool IsUsable(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork
        || (address.AddressFamily == AddressFamily.InterNetworkV6 && Socket.OSSupportsIPv6
            && !address.IsIPv6LinkLocal && !address.IsIPv6SiteLocal && !address.IsIPv6Multicast && !address.IsIPv4MappedToIPv6);

    /// <summary>IPv4 before IPv6, because school networks break IPv6 more often; loopback after both.</summary>
    private static int Rank(IPAddress address) =>
        (IPAddress.IsLoopback(address) ? 2 : 0) + (address.AddressFamily == AddressFamily.InterNetworkV6 ? 1 : 0);
}
