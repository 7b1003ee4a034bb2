namespace Conference.Rooms.Tests;

public sealed class AudienceTests
{
    [Fact]
    public void A_share_is_of_what_is_played()
    {
        var audience = new Audience([new(0, 10_000), new(20_000, 30_000)], 60_000);

        Assert.Equal(40_000, audience.PlayedMilliseconds);
        Assert.Equal(40_000, audience.Watched([new(0, 60_000)]));
        Assert.Equal(0, audience.Watched([new(0, 10_000), new(21_000, 29_000)]));
        Assert.Equal(15_000, audience.Watched([new(5_000, 25_000), new(40_000, 45_000)]));
    }

    [Fact]
    public void The_curve_counts_who_saw_half_of_a_step()
    {
        var audience = new Audience([new(1_000, 2_000)], 4_500);

        Assert.Equal(1_000, audience.StepMilliseconds);
        Assert.Equal([2, 1, 2, 1], audience.Curve([[new(0, 4_500)], [new(0, 2_400), new(3_000, 3_500)]]));
    }

    [Fact]
    public void A_long_lecture_has_as_many_steps_as_a_page_can_show()
    {
        var audience = new Audience([], 3 * 3600 * 1000);

        var curve = audience.Curve([[new(0, 3 * 3600 * 1000)]]);

        Assert.Equal(Audience.MostSteps, curve.Length);
        Assert.All(curve, count => Assert.Equal(1, count));
    }

    [Fact]
    public void Of_nothing_there_is_no_curve()
    {
        var audience = new Audience([], 0);

        Assert.Equal((0, 0), (audience.PlayedMilliseconds, audience.Watched([new(0, 1_000)])));
        Assert.Empty(audience.Curve([[new(0, 1_000)]]));
    }
}
