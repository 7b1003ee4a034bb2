using Conference.Rtc;

namespace Conference.Sfu.Rooms;

/// <summary>The last sender report of one layer of an UpTrack: which RTP timestamp belonged to which NTP time of its publisher (RFC 3550 §6.4.1).</summary>
internal struct RtpClock
{
    private long _ntpMicroseconds;
    private uint _timestamp;

    public bool IsKnown { get; private set; }

    public void OnSenderReport(NtpTime ntp, uint timestamp)
    {
        _ntpMicroseconds = ntp.ToUnixMicroseconds();
        _timestamp = timestamp;
        IsKnown = true;
    }

    /// <summary>How far this clock's RTP timestamps are ahead of another's of the same publisher; both are known.</summary>
    public readonly uint AheadOf(in RtpClock other, int clockRate) => TimestampAt(other._ntpMicroseconds, clockRate) - other._timestamp;

    /// <summary>The RTP timestamp at a time of the publisher's clock, carried on from the last report.</summary>
    /// <param name="publisherMicroseconds">See Microseconds since 1970.</param>
    /// <param name="clockRate">Hz.</param>
    public readonly uint TimestampAt(long publisherMicroseconds, int clockRate) =>
        _timestamp + (uint)((publisherMicroseconds - _ntpMicroseconds) * clockRate / 1_000_000);
}
