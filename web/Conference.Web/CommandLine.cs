using Conference.Web.Settings;

namespace Conference.Web;

/// <summary>The program's few options; everything else is a setting.</summary>
/// <param name="Config">The settings file, null for the default one.</param>
internal sealed record CommandLine(bool Help, string? Config)
{
    public const string HelpText =
        """
        Conference.Web [--config FILE]: serves lectures. Ctrl-C stops it.

        Settings come from the environment (CONFERENCE_UDP_PORT=40000) and from FILE, one JSON object ({ "udpPort": 40000 });
        without --config, from conference.json in the data folder if it is there. The environment wins.

          data            folder of keys, recordings and the spool (default: data)
          database        PostgreSQL connection string, for example Host=/run/postgresql;Database=conference
          port            TCP port of the pages (8080)
          listen          address to listen on (every one)
          url             address under which people reach the server, for links
          certificate     PEM certificate with its chain; the pages are then served by https alone
          key             its PEM private key
          lan             true: https with a certificate of our own making at every address, http on localhost alone
          httpsPort       port of that https (8443)
          behindProxy     true: a reverse proxy does https and sends X-Forwarded-For, -Proto and -Host
          knownProxies    addresses or networks of that proxy, between commas (loopback)
          operators       addresses or networks that may read /metrics and why a server is not ready, between commas (private networks)
          publicAddress   addresses that browsers send media to, between commas (this machine's own)
          iceServers      STUN and TURN servers, between commas, like stun:stun.example.org:3478,turn:turn.example.org:3478 (none)
          turnUsername, turnCredential   for the TURN servers among them
          udpPort         first UDP port of media (40000)
          workers         media threads, one UDP port each (one per two cores)
          packetsPerMessage   packets of one stream that the kernel is handed at once (16); 1 never segments
          storeFolder     folder of the recordings (recordings in the data folder)
          s3Endpoint, s3Bucket, s3AccessKey, s3SecretKey, s3Region     an S3 store of the recordings instead
          s3PublicEndpoint   where browsers reach that store; segments are then redirected to it
          stores          names of several stores, between commas, the first is home; while it is away recordings go to the next, and are moved home later
          store{Name}Folder, or store{Name}S3Endpoint, ...S3PublicEndpoint, ...S3Bucket, ...S3AccessKey, ...S3SecretKey, ...S3Region
                          of each: stores=campus,partner needs storeCampusFolder (CONFERENCE_STORE_CAMPUS_FOLDER) and storePartnerFolder, say
          linkSeconds     how long a browser's link to a segment in a store is good (300)
          ffmpeg          the ffmpeg program (ffmpeg)
          compatibleRendition   false: recordings get no H.264 rendition for iPhones, which costs half their length in processor time (true)
          roomCapacity    people in one room (200)
          uploadGiB       the largest video file that is taken as a recording, in GiB; 0 takes none (16)
          adminToken      bearer token for programs that make rooms and stream keys, at least 32 characters (none)
          languages       languages of the pages, the default first (en,ru)
        """;

    /// <exception cref="SettingException">An option is unknown or incomplete.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        string? config = null;
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--help" or "-h":
                    return new CommandLine(true, null);
                case "--config" when i + 1 < arguments.Count:
                    config = arguments[++i];
                    break;
                case "--config":
                    throw new SettingException("--config needs the settings file behind it.");
                default:
                    throw new SettingException($"There is no option {arguments[i]}; --help lists what there is.");
            }
        }

        return new CommandLine(false, config);
    }
}
