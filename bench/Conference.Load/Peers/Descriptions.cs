using System.Globalization;
using System.Net;
using System.Text;
using Conference.Load.Media;
using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Ice;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;

namespace Conference.Load.Peers;

/// <summary>
/// The session descriptions of a load peer, in the words that browsers use: VP8 with NACK, PLI and FIR, Opus, the mid extension. Every server gets the
/// same: no retransmission streams and no congestion feedback, which not all of them do for a peer that reports nothing.
/// </summary>
internal static class Descriptions
{
    public const byte MidId = 1;

    private const string Video = "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\na=rtcp-fb:96 ccm fir\r\n";
    private const string Audio = "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n";

    /// <summary>A publisher's offer of its tracks.</summary>
    public static string PublisherOffer(IceCredentials local, DtlsFingerprint fingerprint, IReadOnlyList<TrackPlan> tracks)
    {
        var text = Session(tracks.Select(track => track.Mid));
        foreach (var track in tracks)
        {
            Section(text, track.Kind, track.Mid, local, fingerprint).Append("a=sendonly\r\n");
            text.Append(CultureInfo.InvariantCulture, $"a=msid:load {track.Mid}\r\na=ssrc:{track.Ssrc} cname:load\r\n");
        }

        return text.ToString();
    }

    /// <summary>The offer of one who only receives: as many m= sections of each kind as the room has tracks.</summary>
    public static string PlayerOffer(IceCredentials local, DtlsFingerprint fingerprint, IReadOnlyList<MediaKind> kinds)
    {
        var text = Session(kinds.Select((_, index) => index.ToString(CultureInfo.InvariantCulture)));
        for (var i = 0; i < kinds.Count; i++) Section(text, kinds[i], i.ToString(CultureInfo.InvariantCulture), local, fingerprint).Append("a=recvonly\r\n");
        return text.ToString();
    }

    /// <summary>The answer that takes everything the server offers.</summary>
    public static string Answer(string offer, IceCredentials local, DtlsFingerprint fingerprint)
    {
        var sections = offer.Split("\r\nm=");
        var text = new StringBuilder("v=0\r\no=- 3 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n");
        foreach (var line in sections[0].Split("\r\n"))
            if (line.StartsWith("a=group", StringComparison.Ordinal)) text.Append(line).Append("\r\n");
        foreach (var section in sections[1..])
        {
            var lines = section.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            text.Append("m=").Append(lines[0]).Append("\r\nc=IN IP4 0.0.0.0\r\n").Append(Transport(local, fingerprint, "active"));
            foreach (var line in lines[1..])
            {
                var name = line.Split(':')[0];
                if (name is "a=sendonly" or "a=sendrecv") text.Append("a=recvonly\r\n");
                else if (name is "a=mid" or "a=inactive" or "a=extmap" or "a=rtpmap" or "a=fmtp" or "a=rtcp-fb" or "a=rtcp-mux" or "a=rtcp-rsize")
                    text.Append(line).Append("\r\n");
            }
        }

        return text.ToString();
    }

    /// <summary>What the server's description says of its transport.</summary>
    /// <exception cref="FormatException">It says too little.</exception>
    public static RemoteParameters Server(string sdp)
    {
        var (session, media) = Parse(sdp);
        string Value(string name) => media.First(name) ?? session.First(name) ?? throw new FormatException($"The server's description has no {name}.");
        if (!DtlsFingerprint.TryParse(Value("fingerprint"), out var fingerprint)) throw new FormatException("The server's fingerprint cannot be read.");
        return new RemoteParameters(Value("ice-ufrag"), Value("ice-pwd"), fingerprint!);
    }

    /// <summary>The first IPv4 address that the server offers for UDP; loopback only when there is no other.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static IPEndPoint Candidate(string sdp)
    {
        var candidates = Parse(sdp).Media.Values("candidate").Select(line => line.Split(' '))
            .Where(parts => parts.Length > 5 && parts[1] == "1" && parts[2].Equals("udp", StringComparison.OrdinalIgnoreCase) && parts[4].Contains('.'))
            .Select(parts => new IPEndPoint(IPAddress.Parse(parts[4]), int.Parse(parts[5], CultureInfo.InvariantCulture)));
        return candidates.OrderBy(candidate => IPAddress.IsLoopback(candidate.Address)).FirstOrDefault()
            ?? throw new FormatException("The server's description has no IPv4 candidate.");
    }

    /// <summary>Ours in DTLS: the client, unless the server says that it begins (RFC 8842 §5.3).</summary>
    public static DtlsRole OwnRole(string sdp)
    {
        var (session, media) = Parse(sdp);
        return (media.First("setup") ?? session.First("setup")) == "active" ? DtlsRole.Server : DtlsRole.Client;
    }

    private static (SdpAttributes Session, SdpAttributes Media) Parse(string sdp) => SdpParser.TryParse(sdp, out var description, out var error)
        ? (description.Attributes, description.Sections.First(section => !section.IsRejected).Attributes)
        : throw new FormatException($"The server's description cannot be read: {error}");

    private static StringBuilder Session(IEnumerable<string> mids) =>
        new StringBuilder("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE ").AppendJoin(' ', mids).Append("\r\n");

    private static StringBuilder Section(StringBuilder text, MediaKind kind, string mid, IceCredentials local, DtlsFingerprint fingerprint) => text
        .Append(kind == MediaKind.Audio ? "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" : "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n")
        .Append("c=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n")
        .Append(Transport(local, fingerprint, "actpass"))
        .Append(CultureInfo.InvariantCulture, $"a=mid:{mid}\r\na=extmap:{MidId} {HeaderExtensionUri.Mid}\r\n")
        .Append("a=rtcp-mux\r\na=rtcp-rsize\r\n")
        .Append(kind == MediaKind.Audio ? Audio : Video);

    private static string Transport(IceCredentials local, DtlsFingerprint fingerprint, string setup) =>
        $"a=ice-ufrag:{local.Ufrag}\r\na=ice-pwd:{local.Password}\r\na=ice-options:trickle\r\na=fingerprint:{fingerprint}\r\na=setup:{setup}\r\n";
}
