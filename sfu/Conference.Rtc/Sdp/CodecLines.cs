using System.Globalization;
using Conference.Rtc.Codecs;

namespace Conference.Rtc.Sdp;

/// <summary>The rtpmap, fmtp and rtcp-fb lines by which we describe our codecs.</summary>
internal static class CodecLines
{
    /// <summary>RFC 4585 and 5104 messages that we send and understand for video; REMB so that old stacks get an estimate too.</summary>
    private static readonly string[] VideoFeedback = ["goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"];

    private static readonly string[] AudioFeedback = ["transport-cc"];

    public static void Write(SdpAttributes target, MediaCodec codec, byte payloadType, byte? rtx, string? parameters)
    {
        var type = payloadType.ToString(CultureInfo.InvariantCulture);
        target.Add("rtpmap", $"{type} {Encoding(codec)}");
        foreach (var feedback in codec == MediaCodec.Opus ? AudioFeedback : VideoFeedback) target.Add("rtcp-fb", $"{type} {feedback}");
        if (!string.IsNullOrEmpty(parameters)) target.Add("fmtp", $"{type} {parameters}");
        if (rtx is not { } repair) return;
        var repairType = repair.ToString(CultureInfo.InvariantCulture);
        target.Add("rtpmap", $"{repairType} rtx/90000");
        target.Add("fmtp", $"{repairType} apt={type}");
    }

    private static string Encoding(MediaCodec codec) => codec switch
    {
        MediaCodec.Opus => "opus/48000/2", // RFC 7587 §7: always 48000 and 2
        MediaCodec.Vp9 => "VP9/90000",
        MediaCodec.H264 => "H264/90000",
        MediaCodec.Av1 => "AV1/90000",
        MediaCodec.Vp8 => "VP8/90000",
        _ => throw new ArgumentOutOfRangeException(nameof(codec)),
    };
}
