using Conference.Rtc.Codecs;

namespace Conference.Rtc.Sdp;

/// <summary>The fixed payload types of our own offers.</summary>
/// <param name="RtxPayloadType">Null for audio, which has no RTX.</param>
/// <param name="Parameters">The fmtp value.</param>
public sealed record ServerCodec(MediaCodec Codec, byte PayloadType, byte? RtxPayloadType, string Parameters)
{
    public static ServerCodec Opus { get; } = new(MediaCodec.Opus, 111, null, "minptime=10;useinbandfec=1");

    /// <summary>In the order in which a room prefers them.</summary>
    public static IReadOnlyList<ServerCodec> Video { get; } =
    [
        new(MediaCodec.Vp9, 98, 99, "profile-id=0"),
        new(MediaCodec.H264, 102, 103, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"),
        new(MediaCodec.Av1, 45, 46, "level-idx=5;profile=0;tier=0"),
        new(MediaCodec.Vp8, 96, 97, ""),
    ];

    public static ServerCodec Of(MediaCodec codec)
    {
        if (codec == MediaCodec.Opus) return Opus;
        foreach (var video in Video)
            if (video.Codec == codec) return video;
        throw new ArgumentOutOfRangeException(nameof(codec));
    }
}
