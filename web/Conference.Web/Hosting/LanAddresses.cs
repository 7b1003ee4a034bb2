using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Conference.Web.Hosting;

/// <summary>The addresses of this machine that its network can reach, read once at the start.</summary>
internal sealed class LanAddresses
{
    public LanAddresses()
    {
        All = [.. NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            // An interface with a gateway before one without: bridges of containers and virtual machines have none.
            .OrderByDescending(network => network.GetIPProperties().GatewayAddresses.Count > 0)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => !address.IsIPv6LinkLocal && !IPAddress.IsLoopback(address))
            .OrderBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)
            .Distinct()];
    }

    public IReadOnlyList<IPAddress> All { get; }

    /// <summary>The one to show to people; loopback on a machine without a network.</summary>
    public IPAddress Main => All.Count > 0 ? All[0] : IPAddress.Loopback;
}
