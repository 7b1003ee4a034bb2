using Conference.Rtc.Rtp;

namespace Conference.Rtc.Sdp;

/// <summary>A DownTrack as the offer describes it.</summary>
/// <param name="StreamId">The msid's stream: the same for all tracks that the browser shall play in sync, so one per participant and source pair.</param>
/// <param name="TrackId">The msid's track.</param>
/// <param name="Cname">RTCP canonical name (RFC 3550 §6.5.1) of the source.</param>
/// <param name="Rtx">SSRC of retransmissions; null for audio.</param>
public sealed record SubscriberTrack(MediaKind Kind, string StreamId, string TrackId, string Cname, Ssrc Ssrc, Ssrc? Rtx);
