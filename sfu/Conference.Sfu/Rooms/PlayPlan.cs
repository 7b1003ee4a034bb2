using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>What a player's offer asks for, checked whole before anything changes.</summary>
/// <param name="Receives">The codecs it can decode; null when it wants no video.</param>
/// <param name="Track">The one track that it wants; null for the room.</param>
internal sealed record PlayPlan(PlayerOffer Offer, RemoteParameters Remote, DtlsRole Role, IReadOnlyList<VideoCodec>? Receives, TrackId? Track)
{
    /// <summary>Reads and checks an offer as far as no room is needed for it: on its caller's thread.</summary>
    /// <exception cref="SfuException">The offer breaks a rule.</exception>
    public static PlayPlan Read(PlayOffer message)
    {
        if (!PlayerOffer.TryRead(PeerDescriptions.ParseOffer(message.Sdp), out var offer, out var error)) throw new SfuException(SfuError.BadDescription, error.ToString());
        if (offer.Sections.Count == 0) throw new SfuException(SfuError.BadDescription, "The offer receives nothing.");
        var receives = offer.VideoCodecs.Select(VideoCodecs.FromMedia).OfType<VideoCodec>().ToList();
        var wantsVideo = offer.Sections.Any(section => section.Kind == MediaKind.Video);
        if (offer.Sections.Any(section => section.Codecs.Count == 0) || (wantsVideo && receives.Count == 0))
            throw new SfuException(SfuError.NoCommonCodec, "A section has no codec that the server sends.");
        return new PlayPlan(
            offer, PeerDescriptions.Remote(offer.Remote), PeerDescriptions.AnswerTo(offer.Remote.Setup), wantsVideo ? receives : null, message.Track);
    }

    /// <summary>There is something for it in the room.</summary>
    /// <exception cref="SfuException">There is not.</exception>
    public void Check(Room room)
    {
        var tracks = room.TracksForPlayers;
        if (Track is { } id && tracks.All(candidate => candidate.Id != id)) throw new SfuException(SfuError.UnknownTrack, $"Track {id} is not in the room.");
        var wanted = Choose(tracks, MediaKind.Video).Concat(Choose(tracks, MediaKind.Audio)).Cast<UpTrack>().ToList();
        if (wanted.Count == 0) throw new SfuException(SfuError.NothingToPlay, "Nothing is published that the offer could take.");
        // A publisher by WHIP cannot be asked for another codec.
        if (wanted.Any(source => source.IsVideo && !(Receives ?? []).Takes(source.Codec) && !source.Publisher.Participant.TakesOffers))
            throw new SfuException(SfuError.NoCommonCodec, "The player cannot receive the codec that is published.");
    }

    /// <summary>The tracks that the sections of a kind shall send, at most one per section.</summary>
    /// <param name="tracks">The room's, in the order of <see cref="PlayOffer"/>.</param>
    public IEnumerable<IForwardSource> Choose(IReadOnlyList<IForwardSource> tracks, MediaKind kind)
    {
        var sections = Offer.Sections.Count(section => section.Kind == kind);
        return Candidates(tracks).Where(track => track.Info.Source.IsVideo() == (kind == MediaKind.Video)).Take(sections);
    }

    private IEnumerable<IForwardSource> Candidates(IReadOnlyList<IForwardSource> tracks)
    {
        if (Track is not { } id) return tracks;
        if (tracks.FirstOrDefault(track => track.Info.Id == id) is not { } wanted) return [];
        if (!wanted.Info.Source.IsVideo()) return [wanted];
        return tracks.Where(track => track == wanted || (track.Info.Participant == wanted.Info.Participant && track.Info.Source == TrackSource.Microphone));
    }
}
