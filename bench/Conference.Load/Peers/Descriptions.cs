using System.Globalization;
using System.Text;
using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Ice;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;

namespace Conference.Load.Peers;

/// <summary>The session descriptions of a load peer, in the words that browsers use; VP8 with RTX, transport-wide congestion control, one m= section.</summary>
internal static class Descriptions
{
    public const uint Ssrc = 1000, RtxSsrc = 1001;
    public const byte MidId = 1, TransportSequenceId = 2;

    private const string Session = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n";

    /// <summary>A publisher's offer of one camera.</summary>
    public static string Offer(IceCredentials local, DtlsFingerprint fingerprint) => new StringBuilder(Session)
        .Append("m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n")
        .Append(Transport(local, fingerprint, "actpass"))
        .Append(CultureInfo.InvariantCulture, $"a=mid:0\r\na=extmap:{MidId} {HeaderExtensionUri.Mid}\r\na=extmap:{TransportSequenceId} {HeaderExtensionUri.TransportSequence}\r\n")
        .Append("a=sendonly\r\na=rtcp-mux\r\na=rtcp-rsize\r\na=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n")
        .Append("a=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\na=rtcp-fb:96 ccm fir\r\na=rtcp-fb:96 transport-cc\r\n")
        .Append(CultureInfo.InvariantCulture, $"a=ssrc-group:FID {Ssrc} {RtxSsrc}\r\na=ssrc:{Ssrc} cname:load\r\na=ssrc:{RtxSsrc} cname:load\r\n")
        .ToString();

    /// <summary>A subscriber's answer that takes everything the server offers.</summary>
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
                if (name == "a=sendonly") text.Append("a=recvonly\r\n");
                else if (name is "a=mid" or "a=inactive" or "a=extmap" or "a=rtpmap" or "a=fmtp" or "a=rtcp-fb" or "a=rtcp-mux" or "a=rtcp-rsize")
                    text.Append(line).Append("\r\n");
            }
        }

        return text.ToString();
    }

    /// <summary>What the server's description says of its transport.</summary>
    public static RemoteParameters Server(string sdp)
    {
        var attributes = Section(sdp).Attributes;
        if (!DtlsFingerprint.TryParse(attributes.First("fingerprint"), out var fingerprint)) throw new FormatException("The server's fingerprint cannot be read.");
        return new RemoteParameters(attributes.First("ice-ufrag")!, attributes.First("ice-pwd")!, fingerprint!);
    }

    /// <summary>The server's UDP port; its first candidate's.</summary>
    public static ushort Port(string sdp) => ushort.Parse(Section(sdp).Attributes.First("candidate")!.Split(' ')[5], CultureInfo.InvariantCulture);

    /// <summary>The stream that the server announces first.</summary>
    public static uint FirstSsrc(string sdp) => uint.Parse(Section(sdp).Attributes.First("ssrc")!.Split(' ')[0], CultureInfo.InvariantCulture);

    private static MediaSection Section(string sdp) => SdpParser.TryParse(sdp, out var description, out var error)
        ? description.Sections.First(section => !section.IsRejected)
        : throw new FormatException($"The server's description cannot be read: {error}");

    private static string Transport(IceCredentials local, DtlsFingerprint fingerprint, string setup) =>
        $"a=ice-ufrag:{local.Ufrag}\r\na=ice-pwd:{local.Password}\r\na=fingerprint:{fingerprint}\r\na=setup:{setup}\r\n";
}
