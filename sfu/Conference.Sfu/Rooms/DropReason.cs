namespace Conference.Sfu.Rooms;

/// <summary>Every way in which a packet ends without being forwarded. Each has a counter (<see cref="SfuMetrics"/>), none has a log line.</summary>
internal enum DropReason
{
    /// <summary>A datagram from an unknown 5-tuple that is not a STUN Binding request for one of our transports.</summary>
    UnknownAddress,
    /// <summary>A datagram longer than a receive slot.</summary>
    Truncated,
    /// <summary>The Transport refused it: not authenticated, replayed, malformed, or out of turn.</summary>
    Refused,
    /// <summary>A DTLS datagram for which there was no room among those that wait for their turn; its sender repeats it.</summary>
    HandshakeQueueFull,
    /// <summary>Decrypted, but not RTP.</summary>
    MalformedRtp,
    /// <summary>Decrypted, but not RTCP.</summary>
    MalformedRtcp,
    /// <summary>No section of the publisher's offer claims the SSRC, nor does a MID.</summary>
    UnknownSsrc,
    /// <summary>A payload type that was not negotiated.</summary>
    UnknownPayloadType,
    /// <summary>A retransmission whose original sequence number is missing, or that carries padding only.</summary>
    EmptyRetransmission,
    /// <summary>The packet was received before.</summary>
    Duplicate,
    /// <summary>Media beyond the participant's rights.</summary>
    NotAllowed,
    /// <summary>Media that a subscriber cannot decode yet: before its first key frame.</summary>
    AwaitsKeyFrame,
    /// <summary>The subscriber cannot receive the codec; its publisher has been asked to publish again.</summary>
    CodecNotReceived,
    /// <summary>A subscriber asks for more retransmissions than a loss can explain.</summary>
    TooManyRetransmissions,
    /// <summary>RTCP: a subscriber reports more often than any path changes.</summary>
    TooMuchFeedback,
    /// <summary>The subscriber's section was turned off while the packet waited.</summary>
    SectionOff,
    /// <summary>The packet's stream ended, or began anew, while it waited.</summary>
    StreamEnded,
    /// <summary>Too long for a datagram once it is sealed, or so late that its SRTP index cannot be used any more.</summary>
    Unsealable,
    /// <summary>A Tap's reader is too slow.</summary>
    TapOverflow,
    /// <summary>Another Worker that helps the room is too far behind.</summary>
    RelayOverflow,
    /// <summary>The pool of packet buffers is exhausted.</summary>
    NoBuffer,
    /// <summary>The kernel's send queue is full (ENOBUFS, EAGAIN).</summary>
    SendQueueFull,
    /// <summary>The kernel refused to send: no route, a firewall, an unreachable family.</summary>
    Unsendable,
}
