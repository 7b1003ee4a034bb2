using System.Globalization;

namespace Conference.Rtc.Sdp;

/// <summary>The lines that every section of our own descriptions has.</summary>
internal static class OwnSection
{
    public static SessionDescription StartSession(ulong sessionId, ulong version, IEnumerable<string> bundle, bool allowMixed)
    {
        var description = new SessionDescription
        {
            Origin = string.Create(CultureInfo.InvariantCulture, $"- {sessionId} {version} IN IP4 127.0.0.1"),
        };
        description.Attributes.Add("ice-lite"); // RFC 8839 §5.3
        description.Attributes.Add("group", string.Join(' ', bundle.Prepend("BUNDLE")));
        if (allowMixed) description.Attributes.Add("extmap-allow-mixed"); // RFC 8285 §6
        description.Attributes.Add("msid-semantic", " WMS *");
        return description;
    }

    /// <param name="tagged">The section whose transport the bundle uses: it alone names the candidates (RFC 9143 §7.1.3).</param>
    public static void WriteTransport(SdpAttributes target, LocalTransportDescription local, SetupRole setup, bool tagged)
    {
        target.Add("ice-ufrag", local.Ufrag);
        target.Add("ice-pwd", local.Password);
        target.Add("fingerprint", local.Fingerprint);
        target.Add("setup", SdpWords.Of(setup));
        if (!tagged) return;
        for (var index = 0; index < local.Candidates.Count; index++) target.Add("candidate", local.CandidateLine(index));
        target.Add("end-of-candidates"); // RFC 8840 §8.2: a lite agent has all of them from the start
    }
}
