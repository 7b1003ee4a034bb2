namespace Conference.Rtc;

/// <summary>Takes what a <see cref="Transport"/> has to say, on the thread that called it. Must not dispose the Transport from within.</summary>
public interface ITransportHandler
{
    /// <summary>Address validated, DTLS done, fingerprint matched: media may flow. Called once.</summary>
    void OnConnected(Transport transport, Timestamp now);

    /// <param name="packet">One RTP packet: decrypted in place, authenticated, replay-checked. Valid during the call.</param>
    void OnRtp(Transport transport, Timestamp now, Span<byte> packet);

    /// <param name="compound">One decrypted, authenticated, replay-checked RTCP packet, compound or reduced-size (RFC 5506). Valid during the call.</param>
    void OnRtcp(Transport transport, Timestamp now, ReadOnlySpan<byte> compound);

    /// <summary>The Transport is over and sends nothing more. Called once, for orders too.</summary>
    void OnClosed(Transport transport, Timestamp now, TransportCloseReason reason);
}
