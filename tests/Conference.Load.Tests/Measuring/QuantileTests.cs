using Conference.Load.Measuring;

namespace Conference.Load.Tests.Measuring;

public sealed class QuantileTests
{
    private static readonly int[] Hundred = [.. Enumerable.Range(1, 100)];

    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(1, 100)]
    [InlineData(0.001, 1)]
    public void A_quantile_is_the_smallest_value_that_so_many_do_not_exceed(double share, int expected) => Assert.Equal(expected, Quantile.Of(Hundred, share));

    [Fact]
    public void One_value_is_every_quantile_of_itself()
    {
        Assert.Equal(7, Quantile.Of(new[] { 7 }, 0.01));
        Assert.Equal(7, Quantile.Of(new[] { 7 }, 0.99));
    }

    [Fact]
    public void Of_nothing_it_is_0() => Assert.Equal(0, Quantile.Of(Array.Empty<int>(), 0.99));

    [Fact]
    public void The_p99_of_two_hundred_leaves_two_above_it() => Assert.Equal(198, Quantile.Of(Enumerable.Range(1, 200).ToArray(), 0.99));

    [Fact]
    public void A_median_of_two_runs_is_the_lower_one_that_was_measured() => Assert.Equal(1.5, Quantile.Median([1.5, 9]));

    [Fact]
    public void A_spread_holds_the_middle_and_both_ends_of_unsorted_runs() => Assert.Equal(new Spread(2, 1, 5), Spread.Of([5, 1, 2]));
}
