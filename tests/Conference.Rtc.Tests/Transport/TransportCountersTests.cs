namespace Conference.Rtc.Tests.Transports;

public sealed class TransportCountersTests
{
    [Fact]
    public void Every_reason_to_drop_has_a_counter_of_its_own()
    {
        var counters = new TransportCounters();
        var reasons = Enum.GetValues<TransportDrop>();

        foreach (var reason in reasons)
        {
            for (var i = 0; i <= (int)reason; i++)
                counters.Drop(reason);
        }

        Assert.All(reasons, reason => Assert.Equal((long)reason + 1, counters.Dropped(reason)));
        Assert.Equal(reasons.Length * (reasons.Length + 1) / 2, counters.TotalDropped);
    }
}
