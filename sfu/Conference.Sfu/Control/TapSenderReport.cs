namespace Conference.Sfu.Control;

/// <summary>The publisher's RTCP SR for a track (RFC 3550 §6.4.1): pairs its NTP clock with the RTP clock, which is what lip sync hangs on.</summary>
/// <param name="Ntp">64-bit NTP time of the publisher's clock.</param>
/// <param name="At">Receive clock in microseconds.</param>
public sealed record TapSenderReport(TrackId Track, ulong Ntp, uint RtpTimestamp, long At) : TapMessage;
