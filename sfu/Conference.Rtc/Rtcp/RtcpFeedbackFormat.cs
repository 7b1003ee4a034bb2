namespace Conference.Rtc.Rtcp;

/// <summary>Feedback message types: the count field of RTPFB and PSFB packets.</summary>
internal static class RtcpFeedbackFormat
{
    /// <summary>RTPFB, RFC 4585 §6.2.1.</summary>
    public const byte GenericNack = 1;

    /// <summary>RTPFB, draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.</summary>
    public const byte TransportCc = 15;

    /// <summary>PSFB, RFC 4585 §6.3.1.</summary>
    public const byte PictureLoss = 1;

    /// <summary>PSFB, RFC 5104 §4.3.1.</summary>
    public const byte FullIntraRequest = 4;

    /// <summary>PSFB, RFC 4585 §6.4: application layer feedback, where REMB lives.</summary>
    public const byte ApplicationLayer = 15;

    /// <summary>Sender SSRC and media SSRC (RFC 4585 §6.1).</summary>
    public const int CommonLength = 8;
}
