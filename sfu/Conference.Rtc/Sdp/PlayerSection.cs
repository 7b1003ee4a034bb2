using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>An audio or video section of a player's offer.</summary>
/// <param name="Codecs">The codecs of ours that the player can receive on it, in its order, under its payload types; may be empty.</param>
public sealed record PlayerSection(Mid Mid, MediaKind Kind, IReadOnlyList<SectionCodec> Codecs)
{
    /// <summary>The player has retransmission for one codec of the section at least.</summary>
    public bool HasRtx => Codecs.Any(codec => codec.RtxPayloadType is not null);
}
