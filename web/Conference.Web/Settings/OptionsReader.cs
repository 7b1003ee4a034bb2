using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Conference.Web.Settings;

/// <summary>Reads and checks <see cref="ConferenceOptions"/>.</summary>
internal static class OptionsReader
{
    private const string FileName = "conference.json";

    /// <param name="configFile">From the command line; null looks at <c>CONFERENCE_CONFIG</c>, then for conference.json in the data folder.</param>
    /// <exception cref="SettingException">One is wrong.</exception>
    public static ConferenceOptions Read(string? configFile, IReadOnlyDictionary<string, string> environment)
    {
        var source = new SettingSource(environment);
        configFile ??= source.Text("config");
        if (configFile is not null) source.AddFile(Path.GetFullPath(configFile));
        var data = Path.GetFullPath(source.Text("data") ?? "data");
        if (configFile is null && Path.Combine(data, FileName) is var inData && File.Exists(inData)) source.AddFile(inData);
        source.MakeFolder("data", data);

        var certificate = source.Text("certificate");
        var key = source.Text("key");
        if (certificate is null && key is not null) throw source.Wrong("key", "it needs the setting certificate beside it");
        if (certificate is not null && key is null) throw source.Wrong("certificate", "it needs the setting key beside it");
        RequireFile(source, "certificate", certificate);
        RequireFile(source, "key", key);
        var lan = source.Switch("lan");
        if (lan && certificate is not null) throw source.Wrong("lan", "it makes its own certificate; leave out the setting certificate");
        var proxy = source.Switch("behindProxy");
        if (lan && proxy) throw source.Wrong("lan", "behind a proxy the proxy does https; leave out one of lan and behindProxy");

        var options = new ConferenceOptions
        {
            Data = data,
            Database = ReadDatabase(source),
            Port = source.Number("port", 8080, 0, 65535),
            Listen = source.Text("listen") is { } listen
                ? IPAddress.TryParse(listen, out var address) ? address : throw source.Wrong("listen", "it must be an IPv4 or IPv6 address of this machine")
                : null,
            Url = source.Url("url"),
            Certificate = certificate,
            Key = key,
            Lan = lan,
            HttpsPort = source.Number("httpsPort", 8443, 0, 65535),
            BehindProxy = proxy,
            KnownProxies = [.. source.List("knownProxies", ParseNetwork, "an address or a network like 10.0.0.0/8").Select(network => network.Value)],
            PublicAddresses = source.List("publicAddress", ParsePublicAddress, "an IPv4 or IPv6 address that browsers can send to"),
            IceServers = Settings.IceServers.Read(source),
            UdpPort = source.Number("udpPort", 40000, 0, 65535),
            Workers = source.Number("workers", 0, 0, 256),
            PacketsPerMessage = source.Number("packetsPerMessage", 16, 1, 32),
            Stores = Settings.Stores.Read(source, Path.Combine(data, "recordings")),
            LinkLifetime = TimeSpan.FromSeconds(source.Number("linkSeconds", 300, 1, 3600)),
            Ffmpeg = source.Text("ffmpeg") ?? "ffmpeg",
            CompatibleRendition = source.Switch("compatibleRendition", unset: true),
            UploadGiB = source.Number("uploadGiB", 16, 0, 1000),
            RoomCapacity = source.Number("roomCapacity", 200, 2, 10_000),
            AdminToken = ReadAdminToken(source),
            Languages = source.List("languages", item => item is "en" or "ru" ? item : null, "one of en, ru") is { Count: > 0 } languages
                ? languages
                : ["en", "ru"],
        };
        if (source.List("operators", ParseNetwork, "an address or a network like 10.0.0.0/8") is { Count: > 0 } operators)
            options = options with { Operators = [.. operators.Select(network => network.Value)] };
        source.RefuseUnknown();
        return options with { UnknownVariables = [.. source.UnknownVariables()] };
    }

    private static string ReadDatabase(SettingSource source)
    {
        var text = source.Text("database");
        const string Example = "for example Host=/run/postgresql;Database=conference;Username=conference";
        if (text is null) throw source.Wrong("database", $"it must be a PostgreSQL connection string, {Example}");
        try
        {
            var parsed = new NpgsqlConnectionStringBuilder(text);
            if (!string.IsNullOrEmpty(parsed.Host)) return text;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            // said below
        }

        throw source.Wrong("database", $"it must be a PostgreSQL connection string with a Host, {Example}");
    }

    /// <summary>Whoever has it makes rooms at will, so it must not be guessable: 32 characters of base64 are 192 bits, of hexadecimal digits 128.</summary>
    private static string? ReadAdminToken(SettingSource source)
    {
        const int shortest = 32;
        var token = source.Text("adminToken");
        // RFC 6750 §2.1: what a bearer token may consist of.
        return token is null || (token.Length >= shortest && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '+' or '/' or '='))
            ? token
            : throw source.Wrong("adminToken", $"it must be at least {shortest} random letters and digits, for example from: openssl rand -hex 32");
    }

    private static void RequireFile(SettingSource source, string name, string? path)
    {
        if (path is null) return;
        try
        {
            File.OpenRead(path).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw source.Wrong(name, "it must be a PEM file that this program may read");
        }
    }

    private static StrongBox<IPNetwork>? ParseNetwork(string text)
    {
        if (IPNetwork.TryParse(text, out var network)) return new(network);
        return IPAddress.TryParse(text, out var address)
            ? new(new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128))
            : null;
    }

    private static IPAddress? ParsePublicAddress(string text) =>
        IPAddress.TryParse(text, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) ? address : null;
}
