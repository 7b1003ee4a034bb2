using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>
/// A participant's receiving from its admission to its end: what the Worker that serves it has to know, and a handle by which both sides name it. Immutable,
/// because the room and its audience may belong to two threads.
/// </summary>
internal sealed class Subscription(ParticipantId participant, IReadOnlyList<VideoCodec> receives, OfferIds offerIds, IAudience audience)
{
    public ParticipantId Participant { get; } = participant;

    /// <summary>The video codecs that it can receive; none for a player without video.</summary>
    public IReadOnlyList<VideoCodec> Receives { get; } = receives;

    public OfferIds OfferIds { get; } = offerIds;

    /// <summary>Where it is served, as the room sees it.</summary>
    public IAudience Audience { get; } = audience;
}
