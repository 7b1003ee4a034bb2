namespace Conference.Rtc.Codecs;

/// <summary>The codecs that are forwarded. VP9 means profile 0, H264 constrained baseline with packetization-mode 1, AV1 main profile.</summary>
public enum MediaCodec : byte
{
    Opus,
    Vp9,
    H264,
    Av1,
    Vp8,
}
