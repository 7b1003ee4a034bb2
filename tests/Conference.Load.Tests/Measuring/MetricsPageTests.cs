using Conference.Load.Measuring;

namespace Conference.Load.Tests.Measuring;

public sealed class MetricsPageTests
{
    private static readonly MetricsPage Before = MetricsPage.Parse(
        """
        # HELP sfu_drops_total why
        # TYPE sfu_drops_total counter
        sfu_drops_total{reason="Refused"} 3
        sfu_drops_total{reason="Duplicate"} 7
        conference_gc_pause_seconds_bucket{le="+Inf"} 4
        conference_gc_pause_seconds_sum 0.5
        conference_gc_pause_seconds_count 4
        """);

    private static readonly MetricsPage After = MetricsPage.Parse(
        """
        sfu_drops_total{reason="Refused"} 10
        sfu_drops_total{reason="Duplicate"} 7
        sfu_drops_total{reason="UnknownAddress"} 1e+3
        conference_gc_pause_longest_seconds 0.004
        conference_gc_pause_seconds_sum 0.51
        conference_gc_pause_seconds_count 9
        """);

    [Fact]
    public void A_series_is_found_by_its_name_and_labels_and_one_that_is_missing_is_zero()
    {
        Assert.Equal(3, Before["sfu_drops_total{reason=\"Refused\"}"]);
        Assert.Equal(0, Before["sfu_drops_total{reason=\"UnknownAddress\"}"]);
    }

    [Fact]
    public void Growth_is_told_of_those_that_grew() =>
        Assert.Equal([("Refused", 7), ("UnknownAddress", 1000)], After.GrownSince(Before, "sfu_drops_total", "reason").Select(pair => (pair.Key, pair.Value)).Order());

    [Fact]
    public void Pauses_between_two_readings_are_counted_and_the_longest_is_the_second_readings()
    {
        var gc = GcFigures.Between(Before, After, TimeSpan.FromSeconds(30));
        Assert.Equal((5, 10, 4, 30), (gc.Collections, Math.Round(gc.TotalMillis, 6), Math.Round(gc.LongestMillis, 6), gc.Seconds));
    }
}
