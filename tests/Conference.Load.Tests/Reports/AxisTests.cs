using Conference.Load.Reports.Html;

namespace Conference.Load.Tests.Reports;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0.86)]
    [InlineData(17.9)]
    [InlineData(206_000)]
    [InlineData(1_160_000)]
    public void Every_value_lies_on_the_axis_and_ticks_are_few_and_even(double highest)
    {
        var axis = new Axis(highest, 700);
        var ticks = axis.Ticks.ToList();
        Assert.InRange(axis.At(highest), 0, 700);
        Assert.InRange(ticks.Count, 3, 7);
        Assert.Equal(axis.Highest, ticks[^1], 6);
        Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.Equal(ticks[1], pair.Second - pair.First, 6));
    }

    [Theory]
    [InlineData(0.17, 0.2)]
    [InlineData(1, 1)]
    [InlineData(2.1, 5)]
    [InlineData(60, 100)]
    public void A_step_is_the_next_round_number(double least, double expected) => Assert.Equal(expected, Axis.RoundStep(least), 9);
}
