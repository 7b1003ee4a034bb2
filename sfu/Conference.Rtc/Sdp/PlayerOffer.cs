using System.Diagnostics.CodeAnalysis;
using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>
/// The offer of a player that wants to receive (WHEP): recvonly or sendrecv sections, of which it says what it can decode. The third role of
/// offer/answer, beside <see cref="PublisherAnswer"/> and <see cref="SubscriberOffer"/>.
/// </summary>
/// <param name="Remote">The player's transport.</param>
/// <param name="Sections">Every live audio and video section, in the offer's order.</param>
/// <param name="Extensions">The identifiers that the player chose for what we write.</param>
public sealed record PlayerOffer(
    SessionDescription Description, RemoteTransportDescription Remote, IReadOnlyList<PlayerSection> Sections, HeaderExtensionMap Extensions)
{
    /// <summary>The video codecs that every video section can receive, in the first one's order; empty without a video section.</summary>
    public IReadOnlyList<MediaCodec> VideoCodecs => OfferedVideoCodecs.Of(Description, MediaDirection.RecvOnly);

    public static bool TryRead(
        SessionDescription description, [NotNullWhen(true)] out PlayerOffer? offer, [NotNullWhen(false)] out SdpError? error)
    {
        offer = null;
        error = OfferRules.Check(description, out var remote);
        if (error is not null) return false;
        var sections = new List<PlayerSection>();
        var extensions = new HeaderExtensionMap();
        foreach (var section in description.Sections)
        {
            if (section.IsRejected || section.Kind == MediaKind.Other) continue;
            if ((section.Direction & MediaDirection.RecvOnly) == 0)
            {
                error = new SdpError(section.Line, SdpErrorReason.WrongDirection);
                return false;
            }

            foreach (var line in section.ReadExtensions())
                if (Writes(section.Kind, line)) extensions.TryAdd(line.Id, line.Kind);
            sections.Add(new PlayerSection(Mid.Create(section.MidText!), section.Kind, Codecs(section)));
        }

        offer = new PlayerOffer(description, remote!, sections, extensions);
        return true;
    }

    /// <summary>The extensions that we write to a player and that the player wants to read.</summary>
    internal static bool Writes(MediaKind kind, ExtensionLine line) => line.Direction != MediaDirection.SendOnly && line.Kind switch
    {
        HeaderExtensionKind.Mid or HeaderExtensionKind.TransportSequence or HeaderExtensionKind.AbsSendTime => true,
        HeaderExtensionKind.AudioLevel => kind == MediaKind.Audio,
        HeaderExtensionKind.DependencyDescriptor or HeaderExtensionKind.ColorSpace => kind == MediaKind.Video,
        _ => false,
    };

    private static List<SectionCodec> Codecs(MediaSection section) =>
        [.. SectionCodec.ReadAll(section).Where(codec => codec.Codec == MediaCodec.Opus == (section.Kind == MediaKind.Audio))];
}
