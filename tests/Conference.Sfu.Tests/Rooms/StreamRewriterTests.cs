using Conference.Rtc;
using Conference.Rtc.Rtp;
using Conference.Sfu.Rooms;

namespace Conference.Sfu.Tests.Rooms;

public sealed class StreamRewriterTests
{
    private const int VideoClock = 90_000;

    [Theory]
    [InlineData(65536 + 0)]
    [InlineData(65536 + 127)]
    [InlineData(65536 + 65535)]
    [InlineData(2 * 65536 - 3)]
    public void A_new_piece_goes_on_where_the_last_one_ended(long secondStart)
    {
        var rewriter = new StreamRewriter();
        rewriter.Begin(Ms(0), 65536 + 65530, 1000, VideoClock);
        SequenceNumber last = default;
        for (var i = 0; i < 10; i++) Assert.True(rewriter.TryRewrite(Ms(i), 65536 + 65530 + i, 1000, out last, out _));

        rewriter.Begin(Ms(109), secondStart, 777_777, VideoClock);
        Assert.True(rewriter.TryRewrite(Ms(109), secondStart, 777_777, out var next, out var timestamp));

        Assert.Equal(last.Next, next);
        Assert.Equal(1000u + 9000, timestamp); // 100 ms at 90 kHz
    }

    [Theory]
    [InlineData(65536 + 0)]
    [InlineData(65536 + 32_768)]
    [InlineData(65536 + 65_535)]
    public void The_first_number_is_far_from_the_wrap(long start)
    {
        var rewriter = new StreamRewriter();
        rewriter.Begin(Ms(0), start, 0, VideoClock);
        Assert.True(rewriter.TryRewrite(Ms(0), start, 0, out var first, out _));
        Assert.InRange(first.Value, 0, 0x7FFF);
    }

    [Fact]
    public void A_loss_before_us_stays_a_hole_and_the_late_packet_fills_it()
    {
        var rewriter = new StreamRewriter();
        rewriter.Begin(Ms(0), 70_000, 0, VideoClock);
        rewriter.TryRewrite(Ms(0), 70_000, 0, out var first, out _);
        rewriter.TryRewrite(Ms(1), 70_002, 0, out var third, out _);
        Assert.True(rewriter.TryRewrite(Ms(2), 70_001, 0, out var second, out _));
        Assert.Equal(first.Next, second);
        Assert.Equal(second.Next, third);
    }

    [Fact]
    public void A_packet_from_before_the_piece_is_refused()
    {
        var rewriter = new StreamRewriter();
        rewriter.Begin(Ms(0), 70_000, 0, VideoClock);
        Assert.False(rewriter.TryRewrite(Ms(0), 69_999, 0, out _, out _));
    }

    [Fact]
    public void A_wanted_number_finds_its_source_across_the_wrap()
    {
        var rewriter = new StreamRewriter();
        rewriter.Begin(Ms(0), 70_000, 0, VideoClock);
        for (var i = 0; i < 70_000; i++) rewriter.TryRewrite(Ms(i), 70_000 + i, 0, out _, out _);
        rewriter.TryRewrite(Ms(0), 139_990, 0, out var asked, out _);
        Assert.True(rewriter.TryFindSource(asked, out var source));
        Assert.Equal(139_990, source);
    }

    [Fact]
    public void A_number_never_sent_has_no_source()
    {
        var rewriter = new StreamRewriter();
        rewriter.Begin(Ms(0), 70_000, 0, VideoClock);
        rewriter.TryRewrite(Ms(0), 70_000, 0, out var sent, out _);
        Assert.False(rewriter.TryFindSource(sent.Next, out _));
        Assert.False(rewriter.TryFindSource(sent.Add(-1), out _));
    }

    [Theory]
    [InlineData(500_000u, 3000, false, 3000)] // the next picture, whatever way it took
    [InlineData(500_000u, 0, false, 1)] // one that was sent already: never twice the same time
    [InlineData(500_000u, -6000, false, 1)]
    [InlineData(500_000u, -6000, true, -6000)] // a recording puts it where it belongs
    [InlineData(500_000u, 900_000, false, 9000)] // nothing to be believed: by arrival
    public void Layers_of_one_picture_keep_their_distance(uint ahead, long later, bool mayTurnBack, int expected)
    {
        var rewriter = new StreamRewriter();
        rewriter.Begin(Ms(0), 70_000, 1_000_000, VideoClock);
        Assert.True(rewriter.TryRewrite(Ms(0), 70_000, 1_000_000, out var last, out var lastTimestamp));

        var timestamp = (uint)(1_000_000 - ahead + later);
        rewriter.Begin(Ms(100), 90_000, timestamp, VideoClock, ahead, mayTurnBack);
        Assert.True(rewriter.TryRewrite(Ms(100), 90_000, timestamp, out var next, out var nextTimestamp));

        Assert.Equal(last.Next, next);
        Assert.Equal(expected, (int)(nextTimestamp - lastTimestamp));
    }

    private static Timestamp Ms(long milliseconds) => Timestamp.FromMilliseconds(milliseconds);
}
