using System.Text;
using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;

namespace Conference.Sfu.Tests.Labs;

/// <summary>The session descriptions of a test browser, in the words that Chromium uses.</summary>
internal static class Descriptions
{
    private const string Video = "98 99 102 103 45 46 96 97";

    /// <summary>An offer that sends the given sections; each with its SSRCs when <paramref name="announceSsrcs"/>.</summary>
    public static string Offer(PeerIdentity peer, IEnumerable<SentTrack> tracks, bool announceSsrcs, string videoCodecs)
    {
        var list = tracks.ToList();
        var text = new StringBuilder("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n");
        text.Append("a=group:BUNDLE ").AppendJoin(' ', list.Select(track => track.Mid)).Append("\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS\r\n");
        foreach (var track in list)
        {
            text.Append(track.IsVideo ? $"m=video 9 UDP/TLS/RTP/SAVPF {videoCodecs}\r\n" : "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n");
            text.Append("c=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n");
            Transport(text, peer, peer.IsDtlsServer ? "passive" : "actpass");
            text.Append($"a=mid:{track.Mid}\r\na=extmap:1 {HeaderExtensionUri.Mid}\r\na=extmap:2 {HeaderExtensionUri.TransportSequence}\r\n");
            text.Append($"a=extmap:4 {HeaderExtensionUri.AbsSendTime}\r\n");
            text.Append(track.IsVideo ? $"a=extmap:5 {HeaderExtensionUri.ColorSpace}\r\n" : $"a=extmap:3 {HeaderExtensionUri.AudioLevel}\r\n");
            text.Append("a=sendonly\r\na=rtcp-mux\r\na=rtcp-rsize\r\n");
            text.Append(track.IsVideo ? VideoLines(videoCodecs) : "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n");
            if (track.Layers.Count > 0)
            {
                text.Append($"a=extmap:6 {HeaderExtensionUri.Rid}\r\na=extmap:7 {HeaderExtensionUri.RepairedRid}\r\n");
                foreach (var layer in track.Layers) text.Append($"a=rid:{layer.Rid} send\r\n");
                text.Append("a=simulcast:send ").AppendJoin(';', track.Layers.Select(layer => layer.Rid)).Append("\r\n");
                continue;
            }

            if (!announceSsrcs) continue;
            if (track.IsVideo) text.Append($"a=ssrc-group:FID {track.Ssrc} {track.RtxSsrc}\r\n");
            text.Append($"a=ssrc:{track.Ssrc} cname:test\r\n");
            if (track.IsVideo) text.Append($"a=ssrc:{track.RtxSsrc} cname:test\r\n");
        }

        return text.ToString();
    }

    /// <summary>A player's offer to receive: "audio" and "video" sections in this order; extensions under identifiers of its own.</summary>
    public static string PlayOffer(PeerIdentity peer, IReadOnlyList<string> kinds, string videoCodecs)
    {
        var text = new StringBuilder("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n");
        text.Append("a=group:BUNDLE ").AppendJoin(' ', Enumerable.Range(0, kinds.Count)).Append("\r\n");
        for (var mid = 0; mid < kinds.Count; mid++)
        {
            text.Append(kinds[mid] == "video" ? $"m=video 9 UDP/TLS/RTP/SAVPF {videoCodecs}\r\n" : "m=audio 9 UDP/TLS/RTP/SAVPF 63\r\n");
            Transport(text, peer, peer.IsDtlsServer ? "passive" : "actpass");
            text.Append($"a=mid:{mid}\r\na=extmap:9 {HeaderExtensionUri.Mid}\r\na=extmap:7 {HeaderExtensionUri.TransportSequence}\r\n");
            text.Append($"a=extmap:6 {HeaderExtensionUri.AbsSendTime}\r\na=recvonly\r\na=rtcp-mux\r\n");
            text.Append(kinds[mid] == "video" ? VideoLines(videoCodecs) : "a=rtpmap:63 opus/48000/2\r\n");
        }

        return text.ToString();
    }

    /// <summary>A browser's answer that takes everything the server offers, with the codecs it knows.</summary>
    public static string Answer(PeerIdentity peer, string offer, Func<string, bool> takes)
    {
        var text = new StringBuilder("v=0\r\no=- 3 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n");
        var sections = offer.Split("\r\nm=");
        foreach (var line in sections[0].Split("\r\n").Where(line => line.StartsWith("a=group", StringComparison.Ordinal))) text.Append(line).Append("\r\n");
        foreach (var section in sections[1..])
        {
            var lines = section.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            text.Append("m=").Append(lines[0]).Append("\r\nc=IN IP4 0.0.0.0\r\n");
            Transport(text, peer, "active");
            var mid = lines.First(line => line.StartsWith("a=mid:", StringComparison.Ordinal))["a=mid:".Length..];
            foreach (var line in lines[1..])
            {
                var name = line.Split(':')[0];
                if (name is "a=sendonly") text.Append(takes(mid) ? "a=recvonly\r\n" : "a=inactive\r\n");
                else if (name is "a=mid" or "a=inactive" or "a=extmap" or "a=rtpmap" or "a=fmtp" or "a=rtcp-fb" or "a=rtcp-mux" or "a=rtcp-rsize") text.Append(line).Append("\r\n");
            }
        }

        return text.ToString();
    }

    /// <summary>What a description says of the server's transport.</summary>
    public static RemoteParameters Server(string sdp)
    {
        Expect.That(SdpParser.TryParse(sdp, out var description, out var error), error?.ToString());
        var attributes = description.Sections.First(section => !section.IsRejected).Attributes;
        Expect.That(DtlsFingerprint.TryParse(attributes.First("fingerprint"), out var fingerprint));
        return new RemoteParameters(attributes.First("ice-ufrag")!, attributes.First("ice-pwd")!, fingerprint!);
    }

    /// <summary>The port of the first candidate.</summary>
    public static int ServerPort(string sdp) =>
        int.Parse(sdp.Split("a=candidate:", 2)[1].Split(' ')[5], System.Globalization.CultureInfo.InvariantCulture);

    private static void Transport(StringBuilder text, PeerIdentity peer, string setup) => text.Append(
        $"a=ice-ufrag:{peer.Ufrag}\r\na=ice-pwd:{peer.Password}\r\na=fingerprint:{peer.Fingerprint}\r\na=setup:{setup}\r\n");

    private static string VideoLines(string payloadTypes)
    {
        var text = new StringBuilder();
        foreach (var type in payloadTypes.Split(' '))
        {
            text.Append(type switch
            {
                "98" => "a=rtpmap:98 VP9/90000\r\na=fmtp:98 profile-id=0\r\n",
                "102" => "a=rtpmap:102 H264/90000\r\na=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n",
                "45" => "a=rtpmap:45 AV1/90000\r\n",
                "96" => "a=rtpmap:96 VP8/90000\r\n",
                "120" => "a=rtpmap:120 VP8/90000\r\n", // a player's own number
                _ => $"a=rtpmap:{type} rtx/90000\r\na=fmtp:{type} apt={int.Parse(type, null) - 1}\r\n",
            });
        }

        return text.ToString();
    }

    /// <summary>Payload types of all four codecs with their RTX.</summary>
    public static string AllVideo => Video;
}
