namespace Conference.Rtc.Sdp;

/// <summary>Bounds on what a peer may make us read. A lecture's largest honest description (100 sections of 40 lines) stays well inside.</summary>
public static class SdpLimits
{
    /// <summary>Characters of a whole description. The longest is a browser's answer to our offer of a hundred cameras and voices.</summary>
    public const int MaxLength = 512 * 1024;

    /// <summary>
    /// Characters of an offer to us. Chromium's with camera, screen and the sound of both has 10,200, with every codec that it knows; one that wants to play
    /// twenty cameras and voices 118,000.
    /// </summary>
    public const int MaxOfferLength = 128 * 1024;

    /// <summary>Characters of one line; a fmtp line of a browser is below 200.</summary>
    public const int MaxLineLength = 2048;

    public const int MaxLines = 16_384;

    public const int MaxSections = 256;
}
