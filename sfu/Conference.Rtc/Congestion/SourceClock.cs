namespace Conference.Rtc.Congestion;

/// <summary>
/// A publisher's pairing of NTP and RTP time, carried forward from its last sender report. Our own reports to subscribers use it, so that a browser
/// sees all tracks of a publisher on that publisher's clock and plays them in sync; the round-trip time of a subscriber's report is computed on it too.
/// </summary>
/// <param name="ClockRate">RTP clock in Hz.</param>
public readonly record struct SourceClock(int ClockRate)
{
    private NtpTime Ntp { get; init; }

    private uint RtpTimestamp { get; init; }

    private Timestamp? At { get; init; }

    /// <summary>The clock after a sender report that came at <paramref name="now"/>.</summary>
    public SourceClock WithReport(Timestamp now, NtpTime ntp, uint rtpTimestamp) => this with { Ntp = ntp, RtpTimestamp = rtpTimestamp, At = now };

    /// <summary>Both clocks at <paramref name="now"/>; false before the first report.</summary>
    public bool TryRead(Timestamp now, out NtpTime ntp, out uint rtpTimestamp)
    {
        (ntp, rtpTimestamp) = (default, 0);
        if (At is not { } at) return false;
        var elapsed = now.Microseconds - at.Microseconds;
        ntp = new NtpTime(Ntp.Value + (ulong)(((Int128)elapsed << 32) / 1_000_000));
        rtpTimestamp = RtpTimestamp + (uint)((Int128)elapsed * ClockRate / 1_000_000);
        return true;
    }
}
