namespace Conference.Sfu.Control;

/// <summary>What the SFU has to know of a participant at its join.</summary>
/// <param name="Rights">What it may send from the start; <see cref="ISfu.SetRightsAsync"/> changes it.</param>
/// <param name="Receives">The video codecs its browser can receive (RTCRtpReceiver.getCapabilities); empty means VP8 only, which RFC 7742 makes mandatory.</param>
/// <param name="TakesOffers">
/// False for one that no offer of ours can reach (WHIP, WHEP): it gets no <see cref="SubscribeOffer"/> and no <see cref="PublishAgain"/>, and receives
/// nothing unless it asks by <see cref="ISfu.PlayAsync"/>, whose offer then says what it can receive.
/// </param>
public sealed record ParticipantOptions(PublishRights Rights, IReadOnlyList<VideoCodec> Receives, bool TakesOffers = true);
