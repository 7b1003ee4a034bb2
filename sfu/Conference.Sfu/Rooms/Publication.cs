using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>One offer of a publisher: checked whole before anything changes, so that a refusal leaves everything as it was.</summary>
internal sealed class Publication(Room room, Participant participant, SessionDescription offer, IReadOnlyList<PublishedSection> sections)
{
    private readonly Dictionary<string, TrackSource> _sources = [];

    private SetupRole Setup =>
        (offer.Sections.FirstOrDefault(section => !section.IsRejected && section.Kind != MediaKind.Other)?.Attributes.First("setup") ?? offer.Attributes.First("setup"))
            == "passive" ? SetupRole.Passive : SetupRole.ActPass;

    /// <summary>The sources of an offer that comes without: see <see cref="PublishOffer.Sections"/>.</summary>
    /// <exception cref="SfuException">A section that does not send, or one too many of its kind.</exception>
    public static List<PublishedSection> InOrder(SessionDescription offer)
    {
        var audio = new Queue<TrackSource>([TrackSource.Microphone, TrackSource.ScreenAudio]);
        var video = new Queue<TrackSource>([TrackSource.Camera, TrackSource.Screen]);
        var named = new List<PublishedSection>();
        foreach (var section in offer.Sections)
        {
            if (section.IsRejected || section.Kind == MediaKind.Other) continue;
            if ((section.Direction & MediaDirection.SendOnly) == 0) // RFC 9725 §4.2
                throw new SfuException(SfuError.BadDescription, new SdpError(section.Line, SdpErrorReason.WrongDirection).ToString());
            if (!(section.Kind == MediaKind.Audio ? audio : video).TryDequeue(out var source))
                throw new SfuException(SfuError.TooManyTracks, $"line {section.Line}: two audio and two video sections are all that can be told apart.");
            named.Add(new PublishedSection(section.MidText ?? "", source));
        }

        return named.Count > 0 ? named : throw new SfuException(SfuError.BadDescription, "The offer sends nothing.");
    }

    /// <param name="now">The time of the command.</param>
    /// <param name="receivers">What each of the others can receive.</param>
    /// <exception cref="SfuException">Refused; nothing has changed.</exception>
    public PublishAnswer Negotiate(Timestamp now, IEnumerable<IReadOnlyList<VideoCodec>> receivers)
    {
        CheckSections();
        var video = ChooseCodec(receivers);
        var present = participant.Publishing;
        // RFC 8842 §5.3: whoever offers to wait for the ClientHello gets ours.
        var role = Setup == SetupRole.Passive ? DtlsRole.Client : DtlsRole.Server;
        var transport = present ?? new PublishTransport(room, participant, role, now);
        try
        {
            var answer = Answer(transport, video);
            if (present is not null && answer.Remote.Fingerprint != present.RemoteFingerprint)
            {
                transport = new PublishTransport(room, participant, role, now); // another certificate is another peer connection
                answer = Answer(transport, video);
            }

            if (!DtlsFingerprint.TryParse(answer.Remote.Fingerprint, out var fingerprint))
                throw new SfuException(SfuError.BadDescription, "The fingerprint is not a SHA-256.");
            return Apply(now, transport, answer, new RemoteParameters(answer.Remote.Ufrag, answer.Remote.Password, fingerprint!));
        }
        catch (SfuException)
        {
            if (transport != present) transport.Close(now, TransportCloseReason.Replaced);
            throw;
        }
    }

    private PublishAnswer Apply(Timestamp now, PublishTransport transport, PublisherAnswer answer, RemoteParameters remote)
    {
        if (participant.Publishing != transport)
        {
            participant.Publishing?.Close(now, TransportCloseReason.Replaced);
            participant.Publishing = transport;
            room.OnTransportConnecting(participant, TransportKind.Publish);
        }

        var tracks = transport.Apply(now, answer, remote, _sources);
        return new PublishAnswer(answer.Sdp, tracks.Select(track => new PublishedTrack(track.Mid.ToString(), track.Info)).ToList(), transport.Transport.LocalUfrag.ToString());
    }

    private void CheckSections()
    {
        if (sections.Count > room.Context.Options.MaxTracksPerParticipant)
            throw new SfuException(
                SfuError.TooManyTracks, $"{sections.Count} sections are more than the {room.Context.Options.MaxTracksPerParticipant} that a participant may send.");
        foreach (var section in sections)
        {
            if (!participant.Rights.Allow(section.Source))
                throw new SfuException(SfuError.NotAllowed, $"Section {section.Mid}: the participant may not send {section.Source}.");
            if (offer.Section(section.Mid) is not { } offered || offered.IsRejected || (offered.Direction & MediaDirection.SendOnly) == 0)
                throw new SfuException(SfuError.BadDescription, $"Section {section.Mid} is not a sending section of the offer.");
            if (offered.Kind != (section.Source.IsVideo() ? MediaKind.Video : MediaKind.Audio))
                throw new SfuException(SfuError.BadDescription, $"line {offered.Line}: section {section.Mid} cannot carry {section.Source}.");
            if (!_sources.TryAdd(section.Mid, section.Source))
                throw new SfuException(SfuError.BadDescription, $"Section {section.Mid} is named twice.");
        }
    }

    private VideoCodec ChooseCodec(IEnumerable<IReadOnlyList<VideoCodec>> receivers)
    {
        if (!sections.Any(section => section.Source.IsVideo())) return VideoCodec.Vp8; // no section will use it
        return VideoCodecs.Choose(OfferedVideoCodecs.Of(offer, MediaDirection.SendOnly), receivers)
            ?? throw new SfuException(SfuError.NoCommonCodec, "The publisher can send no video codec that everybody in the room can receive.");
    }

    private PublisherAnswer Answer(PublishTransport transport, VideoCodec video)
    {
        if (!transport.TryAnswer(offer, _sources.Keys, video, out var answer, out var error))
            throw new SfuException(SfuError.BadDescription, error!.ToString());
        foreach (var section in answer!.Sections)
            if (!section.Accepted && _sources.ContainsKey(section.Mid.ToString()))
                throw new SfuException(SfuError.NoCommonCodec, $"Section {section.Mid} offers no codec that the server takes.");
        return answer;
    }
}
