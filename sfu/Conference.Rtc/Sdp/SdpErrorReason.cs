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
}
