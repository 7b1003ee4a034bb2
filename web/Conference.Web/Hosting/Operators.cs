using Conference.Web.Settings;

namespace Conference.Web.Hosting;

/// <summary>Whom the inside of the server is shown to: figures and error texts tell an attacker how an attack goes.</summary>
internal sealed class Operators(ConferenceOptions options)
{
    public bool Include(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address) return true; // a Unix socket: somebody on this machine
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return options.Operators.Any(network => network.Contains(address));
    }
}
