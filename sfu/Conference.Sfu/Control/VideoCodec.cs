namespace Conference.Sfu.Control;

/// <summary>
/// The video codecs that are forwarded, in the order of preference: a publisher uses the first that every participant
/// of the room can receive. VP9 means profile 0, H264 constrained baseline with packetization-mode 1, AV1 main profile.
/// </summary>
public enum VideoCodec
{
    Vp9,
    H264,
    Av1,
    Vp8,
}
