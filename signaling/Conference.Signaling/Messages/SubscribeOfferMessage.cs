namespace Conference.Signaling.Messages;

/// <param name="Fresh">True: close the old subscribe peer connection, make a new one, then answer.</param>
/// <param name="Tracks">Every track this offer sends; an m= section without one is idle.</param>
public sealed record SubscribeOfferMessage(int OfferId, bool Fresh, string Sdp, IReadOnlyList<TrackView> Tracks);
