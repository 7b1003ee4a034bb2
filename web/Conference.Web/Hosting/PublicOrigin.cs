using System.Net;
using Conference.Web.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Conference.Web.Hosting;

/// <summary>Scheme, host and port under which people reach the server, for links.</summary>
internal sealed class PublicOrigin(ConferenceOptions options, LanAddresses lan, IServer server)
{
    private string? Configured => options.Url?.GetLeftPart(UriPartial.Authority);

    /// <summary>The https address on the local network; null without the setting lan.</summary>
    public string? SecureLan => options.Lan ? $"https://{Host(lan.Main)}:{Port("https") ?? options.HttpsPort}" : null;

    /// <summary>For links in an answer: the setting, or what the caller used.</summary>
    public string Of(HttpRequest request) => Configured ?? $"{request.Scheme}://{request.Host}";

    /// <summary>For links on the console: the setting, or the port that this machine's own browser reaches.</summary>
    public string Local
    {
        get
        {
            var scheme = options.Certificate is null ? "http" : "https";
            return Configured ?? $"{scheme}://{(options.Listen is { } listen && !IPAddress.IsLoopback(listen) ? Host(listen) : "localhost")}:{Port(scheme) ?? options.Port}";
        }
    }

    // The port that was really bound: the setting may be 0.
    private int? Port(string scheme) => server.Features.Get<IServerAddressesFeature>()?.Addresses
        .Select(address => BindingAddress.Parse(address))
        .FirstOrDefault(address => address.Scheme == scheme)?.Port;

    private static string Host(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
