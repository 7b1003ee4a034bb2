namespace Conference.Rtc.Sdp;

/// <summary>Why a session description was refused.</summary>
public enum SdpErrorReason
{
    DescriptionTooLong,
    LineTooLong,
    TooManyLines,
    TooManySections,
    MalformedLine,
    MissingVersion,
    MalformedMediaLine,
    MissingMid,
    MalformedMid,
    DuplicateMid,
    MissingIceCredentials,
    MissingFingerprint,
    MissingSetup,
    WrongSetup,
    MissingRtcpMux,
    NotBundled,
    SectionsDoNotMatch,

    /// <summary>A section that goes the other way, or none: a publisher's must send, a player's must receive.</summary>
    WrongDirection,

    /// <summary>A fragment (RFC 8840) with one of ufrag and password only, or with ones that no agent may use.</summary>
    MalformedIceCredentials,
}
