using Conference.Rtc.Codecs;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>The room's choice of a video codec, and the names that codecs have on either side of the SFU's edge.</summary>
internal static class VideoCodecs
{
    /// <summary>The order of preference: efficiency first, then hardware encoders on phones.</summary>
    private static readonly VideoCodec[] Preference = [VideoCodec.Vp9, VideoCodec.H264, VideoCodec.Av1, VideoCodec.Vp8];

    /// <summary>RFC 7742 §5 makes VP8 mandatory, so it is what a participant that names nothing can receive.</summary>
    private static readonly VideoCodec[] Mandatory = [VideoCodec.Vp8];

    public static IReadOnlyList<VideoCodec> Received(ParticipantOptions options) => options.Receives.Count == 0 ? Mandatory : options.Receives;

    /// <summary>The first codec that the publisher can send and every receiver takes; null when there is none.</summary>
    public static VideoCodec? Choose(IReadOnlyList<MediaCodec> sends, IEnumerable<IReadOnlyList<VideoCodec>> receivers)
    {
        foreach (var codec in Preference)
            if (sends.Contains(ToMedia(codec)) && receivers.All(receives => receives.Contains(codec))) return codec;
        return null;
    }

    public static MediaCodec ToMedia(VideoCodec codec) => codec switch
    {
        VideoCodec.Vp9 => MediaCodec.Vp9,
        VideoCodec.H264 => MediaCodec.H264,
        VideoCodec.Av1 => MediaCodec.Av1,
        _ => MediaCodec.Vp8,
    };

    public static VideoCodec? FromMedia(MediaCodec codec) => codec switch
    {
        MediaCodec.Vp9 => VideoCodec.Vp9,
        MediaCodec.H264 => VideoCodec.H264,
        MediaCodec.Av1 => VideoCodec.Av1,
        MediaCodec.Vp8 => VideoCodec.Vp8,
        _ => null,
    };

    /// <summary>The rtpmap encoding name, as <see cref="TrackInfo.Codec"/> has it.</summary>
    public static string EncodingName(MediaCodec codec) => codec switch
    {
        MediaCodec.Opus => "opus",
        MediaCodec.Vp9 => "VP9",
        MediaCodec.H264 => "H264",
        MediaCodec.Av1 => "AV1",
        _ => "VP8",
    };

    public static int ClockRate(MediaCodec codec) => codec == MediaCodec.Opus ? 48_000 : 90_000;

    public static bool Takes(this IReadOnlyList<VideoCodec> receives, MediaCodec codec)
    {
        if (codec == MediaCodec.Opus) return true;
        foreach (var received in receives)
            if (ToMedia(received) == codec) return true;
        return false;
    }
}
