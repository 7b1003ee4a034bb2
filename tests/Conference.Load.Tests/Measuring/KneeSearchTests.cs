using Conference.Load.Measuring;

namespace Conference.Load.Tests.Measuring;

public sealed class KneeSearchTests
{
    /// <summary>Runs a search against a server that carries so much; returns every rate that was tried.</summary>
    private static List<double> Run(KneeSearch search, double capacity)
    {
        var tried = new List<double>();
        while (search.Next is { } rate)
        {
            tried.Add(rate);
            Assert.True(tried.Count < 100, "The search does not end.");
            search.Report(rate <= capacity);
        }

        return tried;
    }

    [Theory]
    [InlineData(110_000)]
    [InlineData(206_000)]
    [InlineData(1_160_000)]
    public void The_knee_is_found_within_a_refined_step_below_the_capacity(double capacity)
    {
        var search = new KneeSearch(100_000, 1.3, refinements: 2, floor: 10_000);
        Run(search, capacity);
        var knee = Assert.NotNull(search.Knee);
        Assert.InRange(knee, capacity / Math.Pow(1.3, 0.25) * 0.999, capacity); // two halvings of the gap on the logarithmic scale
    }

    [Fact]
    public void Rates_rise_by_the_factor_until_one_is_refused_twice()
    {
        var tried = Run(new KneeSearch(100, 2, refinements: 0, floor: 1), 350);
        Assert.Equal([100, 200, 400, 400], tried);
    }

    [Fact]
    public void One_refusal_that_does_not_come_again_ends_nothing()
    {
        var search = new KneeSearch(100, 2, refinements: 0, floor: 1);
        search.Report(true);
        search.Report(false);
        Assert.Equal(200, search.Next);
        search.Report(true);
        Assert.Equal(400, search.Next);
    }

    [Fact]
    public void A_server_that_cannot_carry_the_first_rate_is_tried_with_less()
    {
        var search = new KneeSearch(100_000, 2, refinements: 0, floor: 10_000);
        Assert.Equal([100_000, 100_000, 50_000, 25_000], Run(search, 30_000));
        Assert.Equal(25_000, search.Knee);
    }

    [Fact]
    public void A_server_that_carries_nothing_has_no_knee_and_is_let_go_at_the_floor()
    {
        var search = new KneeSearch(100_000, 2, refinements: 3, floor: 20_000);
        Assert.Equal([100_000, 100_000, 50_000, 25_000], Run(search, 0));
        Assert.Null(search.Knee);
    }

    [Fact]
    public void Nothing_is_reported_after_the_end()
    {
        var search = new KneeSearch(100, 2, refinements: 0, floor: 1);
        Run(search, 150);
        Assert.Throws<InvalidOperationException>(() => search.Report(true));
    }
}
