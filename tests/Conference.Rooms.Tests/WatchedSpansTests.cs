namespace Conference.Rooms.Tests;

public sealed class WatchedSpansTests
{
    [Fact]
    public void What_touches_is_one_stretch_in_whatever_order_it_comes()
    {
        Assert.Equal([new(0, 30_000), new(40_000, 50_000)], WatchedSpans.Merge([new(40_000, 50_000), new(10_000, 30_000), new(0, 15_000), new(12_000, 13_000)], 60_000));
        Assert.Equal([new(0, 20_000)], WatchedSpans.Merge([new(0, 9_500), new(10_500, 20_000)], 60_000));
    }

    [Fact]
    public void What_lies_beyond_the_recording_is_left_out()
    {
        Assert.Equal([new(50_000, 60_000)], WatchedSpans.Merge([new(50_000, long.MaxValue), new(70_000, 80_000)], 60_000));
        Assert.Empty(WatchedSpans.Merge([new(0, 1_000)], 0));
    }

    [Fact]
    public void Who_jumps_about_is_kept_more_coarsely()
    {
        var merged = WatchedSpans.Merge(Enumerable.Range(0, 1000).Select(i => new WatchedSpan(i * 5_000L, i * 5_000L + 2_000)), 10_000_000);

        Assert.InRange(merged.Count, 1, WatchedSpans.Most);
        Assert.Equal((0, 4_997_000), (merged[0].StartMilliseconds, merged[^1].EndMilliseconds));
    }
}
