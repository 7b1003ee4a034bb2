using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>A participant: its rights and its up to two transports.</summary>
internal sealed class Participant(ParticipantId id, ParticipantOptions options)
{
    public ParticipantId Id { get; } = id;

    public PublishRights Rights { get; set; } = options.Rights;

    /// <summary>Offers of ours reach it (see <see cref="ParticipantOptions.TakesOffers"/>).</summary>
    public bool TakesOffers { get; } = options.TakesOffers;

    /// <summary>The video codecs that it can receive, at least one; null for one that receives no video.</summary>
    public IReadOnlyList<VideoCodec>? Receives { get; set; } = options.TakesOffers ? VideoCodecs.Received(options) : null;

    public PublishTransport? Publishing { get; set; }

    /// <summary>Null until there is something to send to it.</summary>
    public Subscription? Subscribing { get; set; }

    public OfferIds OfferIds { get; init; } = new();
}
