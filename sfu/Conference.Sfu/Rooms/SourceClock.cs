using Conference.Rtc;

namespace Conference.Sfu.Rooms;

/// <summary>A track's RTP clock and what its publisher's clock is ahead of ours: all that sender reports of it are made from.</summary>
/// <param name="OffsetMicroseconds">See <see cref="PublisherClock.OffsetMicroseconds"/>.</param>
internal readonly record struct SourceClock(RtpClock Rtp, long OffsetMicroseconds)
{
    public uint TimestampAt(NtpTime now, int clockRate) => Rtp.TimestampAt(now.ToUnixMicroseconds() - OffsetMicroseconds, clockRate);
}
