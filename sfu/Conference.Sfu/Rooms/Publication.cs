using Conference.Rtc;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>One offer of a publisher as the room sees it: checked whole before anything changes, so that a refusal leaves everything as it was.</summary>
internal sealed class Publication(Room room, Participant participant, PublishRequest request)
{
    /// <param name="now">The time of the command.</param>
    /// <param name="receivers">What each of the others can receive.</param>
    /// <exception cref="SfuException">Refused; nothing has changed.</exception>
    public PublishAnswer Negotiate(Timestamp now, IEnumerable<IReadOnlyList<VideoCodec>> receivers)
    {
        CheckRights();
        var video = ChooseCodec(receivers);
        var present = participant.Publishing;
        // Another certificate is another peer connection.
        var transport = present is not null && present.RemoteFingerprint == request.Offer.Remote.Fingerprint
            ? present
            : new PublishTransport(room, participant, request.Role, now);
        try
        {
            return Apply(now, transport, Answer(transport, video));
        }
        catch (SfuException)
        {
            if (transport != present) transport.Close(now, TransportCloseReason.Replaced);
            throw;
        }
    }

    private PublishAnswer Apply(Timestamp now, PublishTransport transport, PublisherAnswer answer)
    {
        if (participant.Publishing != transport)
        {
            participant.Publishing?.Close(now, TransportCloseReason.Replaced);
            participant.Publishing = transport;
            room.OnTransportConnecting(participant, TransportKind.Publish);
        }

        var tracks = transport.Apply(now, answer, request);
        return new PublishAnswer(answer.Sdp, tracks.Select(track => new PublishedTrack(track.Mid.ToString(), track.Info)).ToList(), transport.Transport.LocalUfrag.ToString());
    }

    private void CheckRights()
    {
        var limit = room.Context.Options.MaxTracksPerParticipant;
        if (request.Sources.Count > limit)
            throw new SfuException(SfuError.TooManyTracks, $"{request.Sources.Count} sections are more than the {limit} that a participant may send.");
        foreach (var (mid, source) in request.Sources)
        {
            if (!participant.Rights.Allow(source))
                throw new SfuException(SfuError.NotAllowed, $"Section {mid}: the participant may not send {source}.");
        }
    }

    private VideoCodec ChooseCodec(IEnumerable<IReadOnlyList<VideoCodec>> receivers)
    {
        if (!request.Sources.Values.Any(source => source.IsVideo())) return VideoCodec.Vp8; // no section will use it
        return VideoCodecs.Choose(request.Offer.VideoCodecs, receivers)
            ?? throw new SfuException(SfuError.NoCommonCodec, "The publisher can send no video codec that everybody in the room can receive.");
    }

    private PublisherAnswer Answer(PublishTransport transport, VideoCodec video)
    {
        var answer = transport.Answer(request, video);
        foreach (var section in answer.Sections)
            if (!section.Accepted && request.Sources.ContainsKey(section.Mid))
                throw new SfuException(SfuError.NoCommonCodec, $"Section {section.Mid} offers no codec that the server takes.");
        return answer;
    }
}
