using Conference.Rtc.Congestion;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Congestion;

public sealed class SenderStatisticsTests
{
    [Fact]
    public void A_report_carries_the_publishers_clocks_forward()
    {
        var statistics = new SenderStatistics();
        var clock = new SourceClock(90_000);
        Assert.False(statistics.TryMakeReport(Timestamp.FromMilliseconds(0), new Ssrc(1), clock, out _));
        statistics.OnSent(1000);
        statistics.OnSent(200);
        Assert.False(statistics.TryMakeReport(Timestamp.FromMilliseconds(0), new Ssrc(1), clock, out _));

        clock = clock.WithReport(Timestamp.FromMilliseconds(1000), new NtpTime(100UL << 32), uint.MaxValue);
        Assert.True(statistics.TryMakeReport(Timestamp.FromMilliseconds(1500), new Ssrc(1), clock, out var report));

        Assert.Equal((100UL << 32) + (1UL << 31), report.Ntp.Value);
        Assert.Equal(44_999u, report.RtpTimestamp); // half a second later, over the wrap
        Assert.Equal((2u, 1200u), (report.PacketCount, report.OctetCount));
    }
}
