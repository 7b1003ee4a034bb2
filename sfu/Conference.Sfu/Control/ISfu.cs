using System.Threading.Channels;

namespace Conference.Sfu.Control;

/// <summary>
/// The media plane as the floor above sees it. Every message is plain data, so that the sfu role can become a process of its own.
/// Commands are refused with <see cref="SfuException"/>; they are safe from any thread.
/// </summary>
public interface ISfu : IAsyncDisposable
{
    /// <summary>Every event of every room, one reader. The channel is bounded; a reader that stops reading is a fault and is logged.</summary>
    ChannelReader<SfuEvent> Events { get; }

    /// <summary>Makes the room on the least loaded Worker; does nothing if it is there.</summary>
    ValueTask OpenRoomAsync(RoomId room, CancellationToken cancellationToken);

    /// <summary>Ends every transport and tap of the room; does nothing if it is gone.</summary>
    ValueTask CloseRoomAsync(RoomId room, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a participant. If it is there already it is the same person after a reload: its transports are closed ("replaced"), its tracks
    /// unpublished, and it starts anew. When the room has tracks a fresh <see cref="SubscribeOffer"/> follows.
    /// </summary>
    ValueTask JoinAsync(RoomId room, ParticipantId participant, ParticipantOptions options, CancellationToken cancellationToken);

    ValueTask LeaveAsync(RoomId room, ParticipantId participant, CancellationToken cancellationToken);

    /// <summary>Takes effect with the next packet; tracks beyond the new rights stay negotiated and are dropped, or forwarded again, at once.</summary>
    ValueTask SetRightsAsync(RoomId room, ParticipantId participant, PublishRights rights, CancellationToken cancellationToken);

    ValueTask<PublishAnswer> PublishAsync(
        RoomId room, ParticipantId participant, PublishOffer offer, CancellationToken cancellationToken);

    /// <summary>The browser's answer to the <see cref="SubscribeOffer"/> of that id.</summary>
    ValueTask AnswerAsync(RoomId room, ParticipantId participant, int offerId, string sdp, CancellationToken cancellationToken);

    /// <summary>Replaces the subscribe transport (the browser's failed); a fresh <see cref="SubscribeOffer"/> follows.</summary>
    ValueTask ResubscribeAsync(RoomId room, ParticipantId participant, CancellationToken cancellationToken);

    /// <summary>
    /// Answers a player that offers to receive. It must have joined with <see cref="ParticipantOptions.TakesOffers"/> false; a second offer replaces its
    /// transport.
    /// </summary>
    ValueTask<PlayAnswer> PlayAsync(RoomId room, ParticipantId participant, PlayOffer offer, CancellationToken cancellationToken);

    /// <summary>Takes a fragment for a transport that a peer offered; new credentials in it restart ICE and leave DTLS and media as they are.</summary>
    ValueTask<IcePatchAnswer> PatchIceAsync(
        RoomId room, ParticipantId participant, TransportKind transport, IcePatch patch, CancellationToken cancellationToken);

    /// <summary>Opens a Tap: every track of the room, present and future, as plain RTP.</summary>
    ValueTask<ITap> TapAsync(RoomId room, CancellationToken cancellationToken);
}
