using System.Globalization;
using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>
/// Our answer to a <see cref="PlayerOffer"/>: ICE-lite, sendonly, every codec that both know under the player's payload types, so that a later track of
/// another codec needs no new exchange (there is none in WHEP).
/// </summary>
public static class PlayerAnswer
{
    /// <summary>Writes the answer to an offer each of whose sections has a codec.</summary>
    /// <param name="tracks">What each of <see cref="PlayerOffer.Sections"/> sends, in their order.</param>
    /// <param name="first">The codec to name first: the one that is sent now. Null leaves the player's order.</param>
    public static string Write(
        PlayerOffer offer, LocalTransportDescription local, IReadOnlyList<SubscriberTrack> tracks, MediaCodec? first, ulong sessionId)
    {
        var setup = OfferRules.AnswerTo(offer.Remote.Setup);
        List<string> bundle = offer.Description.Bundle.Count > 0 ? [.. offer.Sections.Select(section => section.Mid.ToString())] : [];
        var description = OwnSection.StartSession(sessionId, version: 1, bundle, offer.Description.Attributes.Has("extmap-allow-mixed"));
        var live = 0;
        foreach (var offered in offer.Description.Sections)
        {
            var answered = offered.IsRejected || offered.Kind == MediaKind.Other
                ? OwnSection.Reject(offered)
                : Answer(offered, offer, live, local, setup, tracks[live++], first);
            description.Sections.Add(answered);
        }

        return SdpWriter.Write(description);
    }

    private static MediaSection Answer(
        MediaSection offered, PlayerOffer offer, int index, LocalTransportDescription local, SetupRole setup, SubscriberTrack track, MediaCodec? first)
    {
        var codecs = offer.Sections[index].Codecs.OrderBy(codec => codec.Codec != first).ToList(); // a stable sort
        var formats = new List<string>();
        foreach (var codec in codecs)
        {
            formats.Add(codec.PayloadType.ToString(CultureInfo.InvariantCulture));
            if (codec.RtxPayloadType is { } rtx) formats.Add(rtx.ToString(CultureInfo.InvariantCulture));
        }

        var section = new MediaSection { Media = offered.Media, Port = 9, Protocol = offered.Protocol, Formats = formats };
        var lines = section.Attributes;
        lines.Add("mid", offered.MidText);
        lines.Add(SdpWords.Of(MediaDirection.SendOnly));
        OwnSection.WriteTransport(lines, local, setup, tagged: index == 0);
        OwnSection.WriteMultiplexing(lines);
        foreach (var line in offered.ReadExtensions())
        {
            if (!PlayerOffer.Writes(offered.Kind, line) || offer.Extensions[line.Kind] != line.Id) continue;
            // RFC 8285 §6: an extension that is offered one way is answered the other way.
            lines.Add("extmap", (line with { Direction = line.Direction == MediaDirection.RecvOnly ? MediaDirection.SendOnly : null }).ToString());
        }

        foreach (var codec in codecs) CodecLines.Write(lines, codec.Codec, codec.PayloadType, codec.RtxPayloadType, codec.Parameters);
        OwnSection.WriteTrack(lines, track);
        return section;
    }
}
