using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>One offer of a publisher: checked whole before anything changes, so that a refusal leaves everything as it was.</summary>
internal sealed class Publication(Room room, Participant participant, SessionDescription offer, IReadOnlyList<PublishedSection> sections)
{
    private readonly Dictionary<string, TrackSource> _sources = [];

    /// <param name="now">The time of the command.</param>
    /// <param name="receivers">What each of the others can receive.</param>
    /// <exception cref="SfuException">Refused; nothing has changed.</exception>
    public PublishAnswer Negotiate(Timestamp now, IEnumerable<IReadOnlyList<VideoCodec>> receivers)
    {
        CheckSections();
        var video = ChooseCodec(receivers);
        var present = participant.Publishing;
        var transport = present ?? new PublishTransport(room, participant, now);
        try
        {
            var answer = Answer(transport, video);
            if (present is not null && answer.Remote.Fingerprint != present.RemoteFingerprint)
            {
                transport = new PublishTransport(room, participant, now); // another certificate is another peer connection
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
        return new PublishAnswer(answer.Sdp, tracks.Select(track => new PublishedTrack(track.Mid.ToString(), track.Info)).ToList());
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
