namespace Conference.Sfu.Control;

/// <summary>
/// The server's offer to a subscriber, to be answered by <see cref="ISfu.AnswerAsync"/>. There is at most one outstanding offer per participant:
/// changes that happen meanwhile go into the next one.
/// </summary>
/// <param name="OfferId">Rises by one per offer of a participant.</param>
/// <param name="Fresh">True when this offer belongs to a new transport, so that the browser needs a new RTCPeerConnection.</param>
/// <param name="Tracks">Every track that this offer sends, not only the new ones.</param>
public sealed record SubscribeOffer(
    RoomId Room, ParticipantId Participant, int OfferId, bool Fresh, string Sdp, IReadOnlyList<OfferedTrack> Tracks) : SfuEvent(Room);
