using System.Diagnostics.CodeAnalysis;

namespace Conference.Rtc.Sdp;

/// <summary>
/// The body of application/trickle-ice-sdpfrag (RFC 8840 §9): ICE credentials and candidates of a session, without the rest of a description. An
/// ICE-lite agent has no use for the peer's candidates, so they are passed over.
/// </summary>
/// <param name="Ufrag">Null when the fragment has no credentials: it trickles candidates of the session as it is.</param>
/// <param name="Password">Null when <paramref name="Ufrag"/> is.</param>
public sealed record IceFragment(string? Ufrag, string? Password)
{
    private SessionDescription Source { get; init; } = new();

    /// <summary>False with an <paramref name="error"/> that names line and reason.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IceFragment? fragment, [NotNullWhen(false)] out SdpError? error)
    {
        fragment = null;
        if (!SdpParser.TryParseFragment(text, out var source, out error)) return false;
        // RFC 8839 §5.4: at session level they are the default of every section. All sections are bundled, so the first one's count.
        var section = source.Sections.FirstOrDefault();
        var ufrag = section?.Attributes.First("ice-ufrag") ?? source.Attributes.First("ice-ufrag");
        var password = section?.Attributes.First("ice-pwd") ?? source.Attributes.First("ice-pwd");
        if (ufrag is not null || password is not null)
        {
            if (!RemoteTransportDescription.AreCredentials(ufrag, password))
            {
                error = new SdpError(section?.Line ?? 0, SdpErrorReason.MalformedIceCredentials);
                return false;
            }
        }

        fragment = new IceFragment(ufrag, password) { Source = source };
        return true;
    }

    /// <summary>Our side's fragment in answer to this one, under the same pseudo m= line and mid (RFC 8840 §4.4).</summary>
    public string Answer(LocalTransportDescription local)
    {
        var answer = new SessionDescription();
        answer.Attributes.Add("ice-lite"); // as in our answers (RFC 9725 §4.3.3)
        if (Source.Attributes.First("group") is { } group) answer.Attributes.Add("group", group);
        var lines = answer.Attributes;
        if (Source.Sections.FirstOrDefault() is { } asked)
        {
            var section = new MediaSection { Media = asked.Media, Port = 9, Protocol = asked.Protocol, Formats = asked.Formats };
            answer.Sections.Add(section);
            lines = section.Attributes;
            if (asked.MidText is { } mid) lines.Add("mid", mid);
        }

        OwnSection.WriteIce(lines, local);
        OwnSection.WriteCandidates(lines, local);
        return SdpWriter.WriteFragment(answer);
    }
}
