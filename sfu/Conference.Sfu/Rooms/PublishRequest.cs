using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>A publisher's offer, read and checked as far as no room is needed for it: on its caller's thread, because the Worker has media to forward.</summary>
/// <param name="Role">Of our side in the handshake.</param>
/// <param name="Sources">What each section to be taken carries.</param>
internal sealed record PublishRequest(PublisherOffer Offer, RemoteParameters Remote, DtlsRole Role, IReadOnlyDictionary<Mid, TrackSource> Sources)
{
    /// <exception cref="SfuException">The offer breaks a rule.</exception>
    public static PublishRequest Read(PublishOffer message)
    {
        if (!PublisherOffer.TryRead(PeerDescriptions.ParseOffer(message.Sdp), out var offer, out var error)) throw Bad(error);
        return new PublishRequest(
            offer, PeerDescriptions.Remote(offer.Remote), PeerDescriptions.AnswerTo(offer.Remote.Setup),
            message.Sections is { } sections ? Named(offer, sections) : InOrder(offer));
    }

    /// <summary>The sources of an offer that comes without: see <see cref="PublishOffer.Sections"/>.</summary>
    private static Dictionary<Mid, TrackSource> InOrder(PublisherOffer offer)
    {
        var audio = new Queue<TrackSource>([TrackSource.Microphone, TrackSource.ScreenAudio]);
        var video = new Queue<TrackSource>([TrackSource.Camera, TrackSource.Screen]);
        var sources = new Dictionary<Mid, TrackSource>();
        foreach (var section in offer.Sections)
        {
            if (section.IsRejected || section.Kind == MediaKind.Other) continue;
            if (!section.Sends) throw Bad(new SdpError(section.Source.Line, SdpErrorReason.WrongDirection)); // RFC 9725 §4.2
            if (!(section.Kind == MediaKind.Audio ? audio : video).TryDequeue(out var source))
                throw new SfuException(SfuError.TooManyTracks, $"line {section.Source.Line}: two audio and two video sections are all that can be told apart.");
            sources.Add(section.Mid, source);
        }

        return sources.Count > 0 ? sources : throw new SfuException(SfuError.BadDescription, "The offer sends nothing.");
    }

    private static Dictionary<Mid, TrackSource> Named(PublisherOffer offer, IReadOnlyList<PublishedSection> sections)
    {
        var sources = new Dictionary<Mid, TrackSource>();
        foreach (var section in sections)
        {
            if (!Mid.TryParse(section.Mid.AsSpan(), out var mid) || offer.Section(mid) is not { Sends: true } offered)
                throw new SfuException(SfuError.BadDescription, $"Section {section.Mid} is not a sending section of the offer.");
            if (offered.Kind != (section.Source.IsVideo() ? MediaKind.Video : MediaKind.Audio))
                throw new SfuException(SfuError.BadDescription, $"line {offered.Source.Line}: section {section.Mid} cannot carry {section.Source}.");
            if (!sources.TryAdd(mid, section.Source)) throw new SfuException(SfuError.BadDescription, $"Section {section.Mid} is named twice.");
        }

        return sources;
    }

    private static SfuException Bad(SdpError error) => new(SfuError.BadDescription, error.ToString());
}
