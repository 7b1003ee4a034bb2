using System.Globalization;
using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>
/// Our answer to a publisher's offer: ICE-lite, recvonly, one codec per section, with all the encodings of it that are offered (RFC 8853).
/// </summary>
/// <param name="Sdp">The answer's text.</param>
/// <param name="Sections">One per section of the offer, in its order.</param>
/// <param name="Extensions">The identifiers that the publisher will use.</param>
public sealed record PublisherAnswer(string Sdp, IReadOnlyList<PublisherSection> Sections, HeaderExtensionMap Extensions)
{
    /// <summary>Answers an offer.</summary>
    /// <param name="accept">The sections to take; a sending section that is not named, or cannot send the codec, is rejected.</param>
    /// <param name="video">The codec of every video section.</param>
    /// <param name="sessionId">The same for all answers of one peer connection.</param>
    /// <param name="version">Rises with each answer of a peer connection.</param>
    public static PublisherAnswer Create(
        PublisherOffer offer, LocalTransportDescription local, IReadOnlyCollection<Mid> accept, MediaCodec video, ulong sessionId, ulong version)
    {
        var extensions = new HeaderExtensionMap();
        var sections = new List<PublisherSection>(offer.Sections.Count);
        var written = new List<MediaSection>(offer.Sections.Count);
        var bundle = new List<string>();
        foreach (var offered in offer.Sections)
        {
            var codec = Choose(offered, video);
            var live = codec is not null && (!offered.Sends || accept.Contains(offered.Mid));
            var accepted = live && offered.Sends;
            var layers = accepted ? LayersOf(offered, codec!) : [];
            sections.Add(new PublisherSection(offered.Mid, offered.Kind, accepted, accepted ? codec : null, offered.Streams, layers));
            if (!live)
            {
                written.Add(OwnSection.Reject(offered.Source));
                continue;
            }

            written.Add(Answer(offered, codec!, local, OfferRules.AnswerTo(offer.Remote.Setup), tagged: bundle.Count == 0, extensions, layers));
            bundle.Add(offered.Mid.ToString());
        }

        var description = OwnSection.StartSession(sessionId, version, offer.IsBundled ? bundle : [], offer.AllowsMixed);
        description.Sections.AddRange(written);
        return new PublisherAnswer(SdpWriter.Write(description), sections, extensions);
    }

    private static SectionCodec? Choose(OfferedSection offered, MediaCodec video)
    {
        if (offered.IsRejected || offered.Kind == MediaKind.Other) return null;
        var wanted = offered.Kind == MediaKind.Audio ? MediaCodec.Opus : video;
        foreach (var codec in offered.Codecs)
            if (codec.Codec == wanted) return codec;
        return null;
    }

    /// <summary>Without a rid in its packets nobody could tell one from the other, because browsers name no SSRC of a layer.</summary>
    private static List<Rid> LayersOf(OfferedSection offered, SectionCodec codec)
    {
        if (!offered.Extensions.Any(line => line.Kind == HeaderExtensionKind.Rid && line.Direction != MediaDirection.RecvOnly)) return [];
        List<Rid> layers = [.. offered.Layers.Where(layer => layer.Takes(codec)).Select(layer => layer.Rid)];
        return layers.Count > 1 ? layers : [];
    }

    private static MediaSection Answer(
        OfferedSection offered, SectionCodec codec, LocalTransportDescription local, SetupRole setup, bool tagged, HeaderExtensionMap extensions,
        List<Rid> layers)
    {
        var formats = new List<string> { codec.PayloadType.ToString(CultureInfo.InvariantCulture) };
        if (codec.RtxPayloadType is { } rtx) formats.Add(rtx.ToString(CultureInfo.InvariantCulture));
        var section = new MediaSection { Media = offered.Source.Media, Port = 9, Protocol = offered.Source.Protocol, Formats = formats };
        var lines = section.Attributes;
        lines.Add("mid", offered.Mid.ToString());
        lines.Add(SdpWords.Of(offered.Sends ? MediaDirection.RecvOnly : MediaDirection.Inactive));
        OwnSection.WriteTransport(lines, local, setup, tagged);
        OwnSection.WriteMultiplexing(lines);
        foreach (var line in offered.Extensions)
        {
            if (!Takes(offered.Kind, line, layers.Count > 0) || !extensions.TryAdd(line.Id, line.Kind)) continue;
            // RFC 8285 §6: an extension that is offered one way is answered the other way.
            lines.Add("extmap", (line with { Direction = line.Direction == MediaDirection.SendOnly ? MediaDirection.RecvOnly : null }).ToString());
        }

        CodecLines.Write(lines, codec.Codec, codec.PayloadType, codec.RtxPayloadType, AnswerParameters(codec));
        foreach (var layer in layers) lines.Add("rid", $"{layer} recv");
        if (layers.Count > 0) lines.Add("simulcast", $"recv {string.Join(';', layers)}");
        return section;
    }

    private static bool Takes(MediaKind kind, ExtensionLine line, bool hasLayers) => line.Direction != MediaDirection.RecvOnly && line.Kind switch
    {
        HeaderExtensionKind.Mid or HeaderExtensionKind.TransportSequence or HeaderExtensionKind.AbsSendTime => true,
        HeaderExtensionKind.Rid or HeaderExtensionKind.RepairedRid => hasLayers,
        HeaderExtensionKind.AudioLevel => kind == MediaKind.Audio,
        HeaderExtensionKind.DependencyDescriptor or HeaderExtensionKind.ColorSpace => kind == MediaKind.Video,
        _ => false,
    };

    /// <summary>Profile parameters are answered as offered (RFC 6184 §8.2.2, RFC 9628 §7.2); Opus with what we want to be sent (RFC 7587 §6.1).</summary>
    private static string AnswerParameters(SectionCodec codec) => codec.Codec switch
    {
        MediaCodec.Opus => ServerCodec.Opus.Parameters,
        MediaCodec.Vp8 => "",
        _ => codec.Parameters,
    };
}
