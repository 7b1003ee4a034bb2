using Conference.Rtc;

namespace Conference.Sfu.Rooms;

/// <summary>What a room sends to its audience on another Worker: a packet of a track, or an order that keeps its place between the packets.</summary>
internal readonly record struct FeedItem
{
    public RelayedTrack? Track { get; init; }

    /// <summary>Its slot is the sender's: counted for this item, valid until the item is passed.</summary>
    public MediaPacket Packet { get; init; }

    public Action<Timestamp>? Order { get; init; }
}
