using Conference.Rtc.Sdp;

namespace Conference.Sfu.Rooms;

/// <summary>A section of a player's offer, and the track that it sends now.</summary>
/// <param name="description">The section's own SSRCs, whatever track comes on them.</param>
internal sealed class PlayerSlot(PlayerSection section, SubscriberTrack description)
{
    public PlayerSection Section { get; } = section;

    public SubscriberTrack Description { get; } = description;

    public DownTrack? Track { get; set; }

    /// <summary>The track before: the next one goes on where its numbers ended, because a number sent twice under one SSRC would be a key stream used twice.</summary>
    public DownTrack? Last { get; set; }
}
