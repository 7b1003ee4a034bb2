namespace Conference.Signaling.Tests;

public sealed class AllowanceTests
{
    [Fact]
    public void A_burst_is_allowed_and_then_one_per_interval()
    {
        var now = DateTimeOffset.UnixEpoch;
        var allowance = new Allowance(3, TimeSpan.FromSeconds(2));

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => allowance.TryTake(now)));
        Assert.False(allowance.TryTake(now.AddSeconds(1.9)));
        Assert.True(allowance.TryTake(now.AddSeconds(2)));
        Assert.False(allowance.TryTake(now.AddSeconds(2)));
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => allowance.TryTake(now.AddHours(1))));
    }

    [Fact]
    public void A_clock_that_steps_back_gives_nothing_for_it()
    {
        var now = DateTimeOffset.UnixEpoch.AddHours(1);
        var allowance = new Allowance(1, TimeSpan.FromSeconds(1));

        Assert.True(allowance.TryTake(now));
        Assert.False(allowance.TryTake(now.AddMinutes(-1)));
        Assert.False(allowance.TryTake(now));
    }
}
