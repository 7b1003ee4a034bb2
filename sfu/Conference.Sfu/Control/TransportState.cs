namespace Conference.Sfu.Control;

public enum TransportState
{
    /// <summary>Waiting for the first authenticated STUN check and the DTLS handshake.</summary>
    Connecting,
    Connected,
    /// <summary>No consent for 15 s (RFC 7675), a DTLS alert, or an order; the reason says which.</summary>
    Closed,
}
