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
    /// <exception cref="SfuException">The offer breaks a rule, or there is nothing for it.</exception>
    public static PlayPlan Make(Room room, SessionDescription description, TrackId? track)
    {
        if (!PlayerOffer.TryRead(description, out var offer, out var error)) throw new SfuException(SfuError.BadDescription, error.ToString());
        if (offer.Sections.Count == 0) throw new SfuException(SfuError.BadDescription, "The offer receives nothing.");
        if (!DtlsFingerprint.TryParse(offer.Remote.Fingerprint, out var fingerprint))
            throw new SfuException(SfuError.BadDescription, "The fingerprint is not a SHA-256.");
        var receives = offer.VideoCodecs.Select(VideoCodecs.FromMedia).OfType<VideoCodec>().ToList();
        var wantsVideo = offer.Sections.Any(section => section.Kind == MediaKind.Video);
        if (offer.Sections.Any(section => section.Codecs.Count == 0) || (wantsVideo && receives.Count == 0))
            throw new SfuException(SfuError.NoCommonCodec, "A section has no codec that the server sends.");
        if (track is { } id && room.Tracks.All(candidate => candidate.Id != id)) throw new SfuException(SfuError.UnknownTrack, $"Track {id} is not in the room.");
        var plan = new PlayPlan(
            offer,
            new RemoteParameters(offer.Remote.Ufrag, offer.Remote.Password, fingerprint!),
            // RFC 8842 §5.3: whoever offers to wait for the ClientHello gets ours.
            offer.Remote.Setup == SetupRole.Passive ? DtlsRole.Client : DtlsRole.Server,
            wantsVideo ? receives : null,
            track);
        var tracks = room.TracksForPlayers;
        var wanted = plan.Choose(tracks, MediaKind.Video).Concat(plan.Choose(tracks, MediaKind.Audio)).Cast<UpTrack>().ToList();
        if (wanted.Count == 0) throw new SfuException(SfuError.NothingToPlay, "Nothing is published that the offer could take.");
        // A publisher by WHIP cannot be asked for another codec.
        if (wanted.Any(source => source.IsVideo && !receives.Takes(source.Codec) && !source.Publisher.Participant.TakesOffers))
            throw new SfuException(SfuError.NoCommonCodec, "The player cannot receive the codec that is published.");
        return plan;
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
