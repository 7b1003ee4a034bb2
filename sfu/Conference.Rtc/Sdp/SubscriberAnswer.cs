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
    internal static bool TryRead(
        SessionDescription answer,
        IReadOnlyList<Mid> offered,
        [NotNullWhen(true)] out SubscriberAnswer? result,
        [NotNullWhen(false)] out SdpError? error)
    {
        result = null;
        if (answer.Sections.Count != offered.Count)
        {
            error = new SdpError(0, SdpErrorReason.SectionsDoNotMatch);
            return false;
        }

        RemoteTransportDescription? remote = null;
        var extensions = new HeaderExtensionMap();
        var sections = new List<AnsweredSection>(offered.Count);
        for (var index = 0; index < offered.Count; index++)
        {
            var section = answer.Sections[index];
            error = Read(answer, section, offered[index], extensions, ref remote, out var read);
            if (error is not null) return false;
            sections.Add(read!);
        }

        error = null;
        result = new SubscriberAnswer(remote, sections, extensions);
        return true;
    }

    private static SdpError? Read(
        SessionDescription answer,
        MediaSection section,
        Mid mid,
        HeaderExtensionMap extensions,
        ref RemoteTransportDescription? remote,
        out AnsweredSection? result)
    {
        result = null;
        // RFC 8829 §5.3.1: a rejected section may come without a mid; its place tells.
        if (section.MidText is { } text ? text != mid.ToString() : !section.IsRejected)
            return new SdpError(section.Line, SdpErrorReason.SectionsDoNotMatch);
        if (section.IsRejected)
        {
            result = new AnsweredSection(mid, Receives: false, Rejected: true, []);
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
        result = new AnsweredSection(mid, receives, Rejected: false, SectionCodec.ReadAll(section));
        return null;
    }
}
