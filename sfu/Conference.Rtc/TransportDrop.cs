namespace Conference.Rtc;

/// <summary>Why a Transport dropped a datagram or packet; <see cref="TransportCounters.Dropped"/> counts each.</summary>
public enum TransportDrop
{
    /// <summary>The first octet is none of STUN, DTLS, RTP or RTCP (RFC 7983 §7), or the datagram is empty.</summary>
    UnknownProtocol,
    /// <summary>The datagram came after the Transport was closed.</summary>
    Closed,
    /// <summary>Not a well-formed STUN message, or a wrong FINGERPRINT.</summary>
    StunMalformed,
    /// <summary>No or wrong MESSAGE-INTEGRITY, or another USERNAME.</summary>
    StunUnauthenticated,
    /// <summary>Well-formed and authenticated, but nothing an ICE agent in our place answers.</summary>
    StunUnexpected,
    /// <summary>DTLS from an address that has not passed an authenticated check.</summary>
    DtlsNotValidated,
    /// <summary>DTLS that OpenSSL made nothing of, or application data, which we do not take.</summary>
    DtlsMalformed,
    /// <summary>Media from an address that has not passed an authenticated check.</summary>
    MediaNotValidated,
    /// <summary>Media before the DTLS handshake ended and the fingerprint matched.</summary>
    MediaBeforeKeys,
    /// <summary>Too short for its header, its authentication tag or both.</summary>
    SrtpMalformed,
    /// <summary>The authentication tag is wrong.</summary>
    SrtpUnauthenticated,
    /// <summary>Seen before, or older than the replay window (RFC 3711 §3.3.2).</summary>
    SrtpReplayed,
    /// <summary>One SSRC more than a Transport keeps state for.</summary>
    SrtpTooManySsrcs,
    SrtcpMalformed,
    SrtcpUnauthenticated,
    SrtcpReplayed,
    /// <summary>To send: not connected yet, or no longer.</summary>
    SendNotConnected,
    /// <summary>To send: header, payload and tag are longer than a datagram may be.</summary>
    SendTooLong,
    /// <summary>To send: that sequence number went out before under its SSRC (a second encryption would break the cipher), or the key is used up.</summary>
    SendRepeated,
    /// <summary>A packet to send again is not what was sent under its index.</summary>
    SendChanged,
}
