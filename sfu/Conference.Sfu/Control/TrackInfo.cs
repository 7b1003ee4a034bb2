namespace Conference.Sfu.Control;

/// <summary>An UpTrack as seen from outside the SFU.</summary>
/// <param name="Codec">"opus", "VP9", "H264", "AV1" or "VP8": the rtpmap encoding name.</param>
/// <param name="ClockRate">RTP clock in Hz: 48000 for Opus, 90000 for video.</param>
public sealed record TrackInfo(TrackId Id, ParticipantId Participant, TrackSource Source, string Codec, int ClockRate);
