namespace Conference.Rtc.Ice;

/// <summary>Connectivity of one Transport: who has proved an address, and which one we send to. Lite on the server, controlling in a client.</summary>
internal interface IIceAgent
{
    /// <summary>The far end that we send to; unspecified until an address was validated.</summary>
    RemoteEndPoint Selected { get; }

    void SetRemote(RemoteParameters remote);

    /// <summary>A new ICE session under fresh credentials of both sides (RFC 8445 §9); the selected pair serves until a check passes under them.</summary>
    void Restart(IceCredentials local, RemoteParameters remote);

    /// <summary>True when an authenticated check tied the address to our peer within the consent time.</summary>
    bool IsValidated(Timestamp now, in RemoteEndPoint from);

    /// <summary>Something that only our peer can have sent (authentic SRTP, no replay) came from a validated address.</summary>
    void OnSignOfLife(Timestamp now, in RemoteEndPoint from);

    /// <summary>Takes a STUN datagram and answers it; false and the reason when it is dropped (an error response may go out all the same).</summary>
    bool TryReceive(Timestamp now, in RemoteEndPoint from, ReadOnlySpan<byte> datagram, Outbox outbox, out TransportDrop drop);

    /// <summary>Sends what is due; returns when to be called again.</summary>
    Timestamp HandleTimeout(Timestamp now, Outbox outbox);

    /// <summary>True when consent has run out (RFC 7675 §5.1), or the first check never came.</summary>
    bool IsExpired(Timestamp now);
}
