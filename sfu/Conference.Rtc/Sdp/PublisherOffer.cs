using System.Diagnostics.CodeAnalysis;
using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>The offer of a publisher, read and checked whole: nothing in it is left to be looked up in its text.</summary>
/// <param name="Remote">The publisher's transport, shared by every live section.</param>
/// <param name="Sections">All of them, in the offer's order.</param>
/// <param name="IsBundled">It has a BUNDLE group.</param>
/// <param name="AllowsMixed">One- and two-byte header extensions may be mixed (RFC 8285 §6).</param>
public sealed record PublisherOffer(RemoteTransportDescription Remote, IReadOnlyList<OfferedSection> Sections, bool IsBundled, bool AllowsMixed)
{
    /// <summary>The video codecs that every sending video section has, in the first one's order; empty without such a section.</summary>
    public IReadOnlyList<MediaCodec> VideoCodecs { get; } =
        OfferedVideoCodecs.InAll(Sections.Where(section => section.Kind == MediaKind.Video && section.Sends).Select(section => section.Codecs));

    public static bool TryRead(
        SessionDescription description, [NotNullWhen(true)] out PublisherOffer? offer, [NotNullWhen(false)] out SdpError? error)
    {
        offer = null;
        error = OfferRules.Check(description, out var remote);
        if (error is not null) return false;
        offer = new PublisherOffer(
            remote!, [.. description.Sections.Select(OfferedSection.Read)], description.Bundle.Count > 0, description.Attributes.Has("extmap-allow-mixed"));
        return true;
    }

    /// <summary>The section of that mid, or null.</summary>
    public OfferedSection? Section(Mid mid)
    {
        foreach (var section in Sections)
            if (section.Mid == mid && !mid.IsEmpty) return section;
        return null;
    }
}
