using System.Globalization;
using System.Text.RegularExpressions;
using Conference.Signaling.Messages;

namespace Conference.Web.Settings;

/// <summary>The settings iceServers, turnUsername and turnCredential: STUN and TURN servers that pages, publishers and players are told of.</summary>
internal static partial class IceServers
{
    /// <exception cref="SettingException">One is wrong, or is missing beside another.</exception>
    public static IReadOnlyList<IceServerView> Read(SettingSource source)
    {
        var urls = source.List(
            "iceServers", url => IsAddress(url) ? url : null,
            "the address of a STUN or TURN server, for example stun:stun.example.org:3478 or turns:turn.example.org:443?transport=tcp");
        var username = Word(source, "turnUsername");
        var credential = Word(source, "turnCredential");
        var relays = urls.Where(url => url.StartsWith("turn", StringComparison.Ordinal)).ToList();
        foreach (var (name, value) in new[] { ("turnUsername", username), ("turnCredential", credential) })
        {
            if (relays.Count > 0 && value is null) throw source.Wrong(name, "the TURN servers in iceServers need it");
            if (relays.Count == 0 && value is not null) throw source.Wrong(name, "it needs a TURN server in iceServers, for example turn:turn.example.org:3478");
        }

        var servers = new List<IceServerView>();
        var others = urls.Except(relays).ToList();
        if (others.Count > 0) servers.Add(new IceServerView(others, null, null));
        if (relays.Count > 0) servers.Add(new IceServerView(relays, username, credential));
        return servers;
    }

    /// <summary>RFC 7064 §3.1, RFC 7065 §3.1. A browser throws at an address that it cannot read, so a wrong one would end every call.</summary>
    private static bool IsAddress(string url)
    {
        if (Address().Match(url) is not { Success: true } match || Uri.CheckHostName(match.Groups["host"].Value) == UriHostNameType.Unknown) return false;
        var port = match.Groups["port"];
        return !port.Success || (int.TryParse(port.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65535);
    }

    /// <summary>They stand in a header (RFC 9725 §4.6), so they are visible ASCII.</summary>
    private static string? Word(SettingSource source, string name) => source.Text(name) is not { } text || text.All(c => c is > ' ' and <= '~')
        ? source.Text(name)
        : throw source.Wrong(name, "it must be letters, digits and signs of ASCII without spaces");

    [GeneratedRegex(@"^(stuns?:(?<host>\[[0-9a-fA-F:.]+\]|[^\s:/?#\[\]<>]+)(:(?<port>\d{1,5}))?|turns?:(?<host>\[[0-9a-fA-F:.]+\]|[^\s:/?#\[\]<>]+)(:(?<port>\d{1,5}))?(\?transport=(udp|tcp))?)\z")]
    private static partial Regex Address();
}
