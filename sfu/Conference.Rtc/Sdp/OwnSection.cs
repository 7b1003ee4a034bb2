using System.Globalization;

namespace Conference.Rtc.Sdp;

/// <summary>The lines that every section of our own descriptions has.</summary>
internal static class OwnSection
{
    /// <param name="bundle">The mids of the BUNDLE group; empty writes none, because an answer may not bundle what the offer did not.</param>
    public static SessionDescription StartSession(ulong sessionId, ulong version, IReadOnlyList<string> bundle, bool allowMixed)
    {
        var description = new SessionDescription
        {
            Origin = string.Create(CultureInfo.InvariantCulture, $"- {sessionId} {version} IN IP4 127.0.0.1"),
        };
        description.Attributes.Add("ice-lite"); // RFC 8839 §5.3
        if (bundle.Count > 0) description.Attributes.Add("group", string.Join(' ', bundle.Prepend("BUNDLE")));
        if (allowMixed) description.Attributes.Add("extmap-allow-mixed"); // RFC 8285 §6
        description.Attributes.Add("msid-semantic", " WMS *");
        return description;
    }

    /// <param name="tagged">The section whose transport the bundle uses: it alone names the candidates (RFC 9143 §7.1.3).</param>
    public static void WriteTransport(SdpAttributes target, LocalTransportDescription local, SetupRole setup, bool tagged)
    {
        WriteIce(target, local);
        target.Add("fingerprint", local.Fingerprint);
        target.Add("setup", SdpWords.Of(setup));
        if (tagged) WriteCandidates(target, local);
    }

    public static void WriteIce(SdpAttributes target, LocalTransportDescription local)
    {
        target.Add("ice-ufrag", local.Ufrag);
        target.Add("ice-pwd", local.Password);
    }

    public static void WriteCandidates(SdpAttributes target, LocalTransportDescription local)
    {
        for (var index = 0; index < local.Candidates.Count; index++) target.Add("candidate", local.CandidateLine(index));
        target.Add("end-of-candidates"); // RFC 8840 §8.2: a lite agent has all of them from the start
    }

    /// <summary>RTP and RTCP share a port in everything that we describe (RFC 5761; RFC 8858 for the second line, which RFC 9725 §4.4.1 demands).</summary>
    public static void WriteMultiplexing(SdpAttributes target)
    {
        target.Add("rtcp-mux");
        target.Add("rtcp-mux-only");
        target.Add("rtcp-rsize");
    }

    /// <summary>The offered section with port 0 (RFC 3264 §6).</summary>
    public static MediaSection Reject(MediaSection offered)
    {
        var section = new MediaSection { Media = offered.Media, Port = 0, Protocol = offered.Protocol, Formats = offered.Formats };
        if (offered.MidText is { } mid) section.Attributes.Add("mid", mid);
        section.Attributes.Add(SdpWords.Of(MediaDirection.Inactive));
        return section;
    }

    /// <summary>The streams of a track that we send.</summary>
    public static void WriteTrack(SdpAttributes lines, SubscriberTrack track)
    {
        lines.Add("msid", $"{track.StreamId} {track.TrackId}"); // RFC 8830
        if (track.Rtx is { } repair) lines.Add("ssrc-group", $"FID {track.Ssrc} {repair}");
        lines.Add("ssrc", $"{track.Ssrc} cname:{track.Cname}");
        if (track.Rtx is { } rtx) lines.Add("ssrc", $"{rtx} cname:{track.Cname}");
    }
}
