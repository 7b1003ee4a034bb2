using System.Diagnostics.CodeAnalysis;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>A browser's answer to a <see cref="SubscriberOffer"/>.</summary>
/// <param name="Remote">Its transport; null when it rejected every section.</param>
/// <param name="Sections">One per section of the offer, in its order.</param>
/// <param name="Extensions">The extensions that it accepted, under the identifiers of our offer.</param>
public sealed record SubscriberAnswer(
    RemoteTransportDescription? Remote, IReadOnlyList<AnsweredSection> Sections, HeaderExtensionMap Extensions)
{
    /// <summary>Reads an answer; whether it fits an offer is seen by <see cref="SubscriberOffer.TryAccept"/>.</summary>
    public static bool TryRead(
        SessionDescription description, [NotNullWhen(true)] out SubscriberAnswer? answer, [NotNullWhen(false)] out SdpError? error)
    {
        answer = null;
        RemoteTransportDescription? remote = null;
        var extensions = new HeaderExtensionMap();
        var sections = new List<AnsweredSection>(description.Sections.Count);
        foreach (var section in description.Sections)
        {
            error = Read(description, section, extensions, ref remote, out var read);
            if (error is not null) return false;
            sections.Add(read!);
        }

        error = null;
        answer = new SubscriberAnswer(remote, sections, extensions);
        return true;
    }

    /// <summary>It answers an offer of these sections: as many, in the same order.</summary>
    internal SdpError? Check(IReadOnlyList<Mid> offered)
    {
        if (Sections.Count != offered.Count) return new SdpError(0, SdpErrorReason.SectionsDoNotMatch);
        for (var index = 0; index < offered.Count; index++)
        {
            // RFC 8829 §5.3.1: a rejected section may come without a mid; its place tells.
            var section = Sections[index];
            if (section.Mid.IsEmpty ? !section.Rejected : section.Mid != offered[index])
                return new SdpError(section.Line, SdpErrorReason.SectionsDoNotMatch);
        }

        return null;
    }

    private static SdpError? Read(
        SessionDescription answer, MediaSection section, HeaderExtensionMap extensions, ref RemoteTransportDescription? remote, out AnsweredSection? result)
    {
        result = null;
        if (!Mid.TryParse(section.MidText.AsSpan(), out var mid) && section.MidText is not null)
            return new SdpError(section.Line, SdpErrorReason.SectionsDoNotMatch);
        if (section.IsRejected)
        {
            result = new AnsweredSection(mid, Receives: false, Rejected: true, []) { Line = section.Line };
            return null;
        }

        if (remote is null)
        {
            if (RemoteTransportDescription.Read(answer, section, out remote) is { } error) return error;
            // We are the DTLS server, whatever our actpass would allow (RFC 8842 §5.3 recommends the answerer to be active).
            if (remote!.Setup != SetupRole.Active) return new SdpError(section.Line, SdpErrorReason.WrongSetup);
        }

        foreach (var line in section.ReadExtensions())
            if (line.Kind != HeaderExtensionKind.None && line.Direction != MediaDirection.SendOnly) extensions.TryAdd(line.Id, line.Kind);
        var receives = (section.Direction & MediaDirection.RecvOnly) != 0;
        result = new AnsweredSection(mid, receives, Rejected: false, SectionCodec.ReadAll(section)) { Line = section.Line };
        return null;
    }
}
