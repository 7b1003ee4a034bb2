namespace Conference.Rtc.Rtp;

/// <summary>The URIs by which SDP names header extensions (a=extmap, RFC 8285 §5).</summary>
public static class HeaderExtensionUri
{
    public const string Mid = "urn:ietf:params:rtp-hdrext:sdes:mid";
    public const string Rid = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
    public const string RepairedRid = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";
    public const string AudioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
    public const string TransportSequence = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
    public const string AbsSendTime = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
    public const string DependencyDescriptor = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";
    public const string ColorSpace = "http://www.webrtc.org/experiments/rtp-hdrext/color-space";

    /// <summary><see cref="HeaderExtensionKind.None"/> for a URI that we do not use.</summary>
    public static HeaderExtensionKind KindOf(string uri) => uri switch
    {
        Mid => HeaderExtensionKind.Mid,
        Rid => HeaderExtensionKind.Rid,
        RepairedRid => HeaderExtensionKind.RepairedRid,
        AudioLevel => HeaderExtensionKind.AudioLevel,
        TransportSequence => HeaderExtensionKind.TransportSequence,
        AbsSendTime => HeaderExtensionKind.AbsSendTime,
        DependencyDescriptor => HeaderExtensionKind.DependencyDescriptor,
        ColorSpace => HeaderExtensionKind.ColorSpace,
        _ => HeaderExtensionKind.None,
    };

    /// <exception cref="ArgumentOutOfRangeException">The kind has no URI.</exception>
    public static string Of(HeaderExtensionKind kind) => kind switch
    {
        HeaderExtensionKind.Mid => Mid,
        HeaderExtensionKind.Rid => Rid,
        HeaderExtensionKind.RepairedRid => RepairedRid,
        HeaderExtensionKind.AudioLevel => AudioLevel,
        HeaderExtensionKind.TransportSequence => TransportSequence,
        HeaderExtensionKind.AbsSendTime => AbsSendTime,
        HeaderExtensionKind.DependencyDescriptor => DependencyDescriptor,
        HeaderExtensionKind.ColorSpace => ColorSpace,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
