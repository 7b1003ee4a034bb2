using Conference.Rtc.Congestion;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Congestion;

public sealed class ReceiverStatisticsTests
{
    private static readonly Ssrc Source = new(5);

    [Theory]
    [MemberData(nameof(Sequences.Starts), MemberType = typeof(Sequences))]
    public void One_packet_in_four_lost_is_a_fraction_of_64_across_every_wrap(int start)
    {
        var statistics = new ReceiverStatistics(90_000);
        for (var i = 0; i < 400; i++)
            if (i % 4 != 1) statistics.OnPacket(Timestamp.FromMilliseconds(i * 10), new SequenceNumber((ushort)(start + i)), (uint)(i * 900));

        Assert.True(statistics.TryTakeReport(Timestamp.FromMilliseconds(4000), Source, out var block));
        Assert.Equal((64, 100), (block.FractionLost, block.CumulativeLost));
        Assert.Equal((uint)(start + 399), block.HighestSequence);
        Assert.Equal(0u, block.Jitter);

        // Nothing new: the fraction starts again, the sum stays.
        Assert.True(statistics.TryTakeReport(Timestamp.FromMilliseconds(5000), Source, out block));
        Assert.Equal((0, 100), (block.FractionLost, block.CumulativeLost));
    }

    [Fact]
    public void Jitter_approaches_the_mean_deviation()
    {
        var statistics = new ReceiverStatistics(90_000);
        // Every other packet is 10 ms late: each difference of transit times is 900 units.
        for (var i = 0; i < 500; i++)
            statistics.OnPacket(Timestamp.FromMilliseconds((i * 20) + (i % 2 * 10)), new SequenceNumber((ushort)i), (uint)(i * 1800));

        Assert.InRange(statistics.Jitter, 880u, 900u);
    }

    [Fact]
    public void Duplicates_make_the_loss_negative_and_the_fraction_zero()
    {
        var statistics = new ReceiverStatistics(48_000);
        for (var i = 0; i < 4; i++) statistics.OnPacket(Timestamp.FromMilliseconds(i), new SequenceNumber(7), 0);

        Assert.True(statistics.TryTakeReport(Timestamp.FromMilliseconds(9), Source, out var block));
        Assert.Equal((0, -3), (block.FractionLost, block.CumulativeLost));
    }

    [Fact]
    public void The_delay_since_the_last_sender_report_counts_in_65536ths_of_a_second()
    {
        var statistics = new ReceiverStatistics(48_000);
        Assert.False(statistics.TryTakeReport(Timestamp.FromMilliseconds(1), Source, out _));
        statistics.OnPacket(Timestamp.FromMilliseconds(1), new SequenceNumber(7), 0);
        statistics.OnSenderReport(Timestamp.FromMilliseconds(1000), new NtpTime(0x1111_2222_3333_4444));

        Assert.True(statistics.TryTakeReport(Timestamp.FromMilliseconds(1500), Source, out var block));
        Assert.Equal((0x2222_3333u, 32_768u), (block.LastSenderReport, block.DelaySinceLastSenderReport));
    }
}
