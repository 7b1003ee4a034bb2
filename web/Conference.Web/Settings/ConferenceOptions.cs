using System.Net;
using Conference.Recorder.Storage;
using Conference.Signaling.Messages;

namespace Conference.Web.Settings;

/// <summary>Every setting of the program, checked. <see cref="OptionsReader"/> makes it from the environment and the file.</summary>
internal sealed record ConferenceOptions
{
    /// <summary>Keys, certificates, recordings and the spool live here.</summary>
    public required string Data { get; init; }

    /// <summary>Npgsql connection string.</summary>
    public required string Database { get; init; }

    /// <summary>The page's TCP port: https with <see cref="Certificate"/>, else http. 0 takes a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The address to listen on; null is every one.</summary>
    public IPAddress? Listen { get; init; }

    /// <summary>Where browsers reach the server, for links; null takes each request's own.</summary>
    public Uri? Url { get; init; }

    /// <summary>PEM, with its chain.</summary>
    public string? Certificate { get; init; }

    public string? Key { get; init; }

    /// <summary>
    /// Adds https on <see cref="HttpsPort"/> at every address of the machine, with a certificate of our own making, because browsers give camera and
    /// microphone only to a secure origin. Then http answers on loopback alone.
    /// </summary>
    public bool Lan { get; init; }

    public int HttpsPort { get; init; } = 8443;

    /// <summary>A reverse proxy does https; its X-Forwarded-* headers are believed.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>The only senders whose X-Forwarded-* headers count; empty is loopback.</summary>
    public IReadOnlyList<IPNetwork> KnownProxies { get; init; } = [];

    /// <summary>Who may read /metrics and the reasons in /healthz/ready: the machine itself and private networks (RFC 1918, RFC 4193, link-local).</summary>
    public IReadOnlyList<IPNetwork> Operators { get; init; } =
    [
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("::1/128"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"),
    ];

    /// <summary>Addresses that browsers send media to, when they are not the machine's own (1:1 NAT).</summary>
    public IReadOnlyList<IPAddress> PublicAddresses { get; init; } = [];

    /// <summary>STUN and TURN servers for pages, and for publishers and players by HTTP.</summary>
    public IReadOnlyList<IceServerView> IceServers { get; init; } = [];

    /// <summary>UDP port of the first Worker; the others follow. 0 takes free ones.</summary>
    public int UdpPort { get; init; } = 40000;

    /// <summary>0 is one per two cores.</summary>
    public int Workers { get; init; }

    /// <summary>Packets that reach a viewer's line in one burst at most; 1 sends each by itself, at three times the cost.</summary>
    public int PacketsPerMessage { get; init; } = 16;

    /// <summary>Where recordings live, in order; one at least.</summary>
    public required IReadOnlyList<StoreTargetOptions> Stores { get; init; }

    /// <summary>How long a link to a segment in a store is good: a player follows it at once, and it must not outlive the viewer's right by much.</summary>
    public TimeSpan LinkLifetime { get; init; } = TimeSpan.FromMinutes(5);

    public string Ffmpeg { get; init; } = "ffmpeg";

    /// <summary>Whether every recording gets a rendition for browsers that cannot play its tracks.</summary>
    public bool CompatibleRendition { get; init; } = true;

    /// <summary>The largest video file that is taken as a recording; 0 takes none.</summary>
    public int UploadGiB { get; init; } = 16;

    /// <summary>How many people a room takes.</summary>
    public int RoomCapacity { get; init; } = 200;

    /// <summary>The bearer token of programs that make rooms and tokens without an account; null lets nobody in that way.</summary>
    public string? AdminToken { get; init; }

    /// <summary>Languages the pages offer, the first is the one for a browser that asks for another.</summary>
    public IReadOnlyList<string> Languages { get; init; } = ["en", "ru"];

    /// <summary>Variables that look like settings and are none; worth a warning.</summary>
    public IReadOnlyList<string> UnknownVariables { get; init; } = [];
}
