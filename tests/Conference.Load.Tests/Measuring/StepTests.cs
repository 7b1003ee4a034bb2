using Conference.Load.Measuring;

namespace Conference.Load.Tests.Measuring;

public sealed class StepTests
{
    private static readonly Step Good = new(
        Offered: 100_000, PacketsPerSecond: 100_000, CpuMicros: 2, ServerPercent: 20, GeneratorPercent: 15, NeighboursPercent: 0, LossPercent: 0, SentPercent: 100,
        P50Micros: 200, P99Micros: 900);

    [Fact]
    public void A_step_without_loss_and_delay_is_carried() => Assert.True(Good.IsCarried);

    [Fact]
    public void A_tenth_of_a_percent_is_allowed_and_no_more()
    {
        Assert.True((Good with { LossPercent = 0.1 }).IsCarried);
        Assert.Equal("loss", (Good with { LossPercent = 0.11 }).LimitedBy);
    }

    [Fact]
    public void Twenty_milliseconds_are_allowed_and_no_more()
    {
        Assert.True((Good with { P99Micros = 20_000 }).IsCarried);
        Assert.Equal("delay", (Good with { P99Micros = 20_001 }).LimitedBy);
    }

    [Fact]
    public void A_delay_that_does_not_grow_to_a_queue_still_keeps_up()
    {
        Assert.True((Good with { P99Micros = 60_000 }).KeepsUp);
        Assert.False((Good with { P99Micros = 600_000 }).KeepsUp);
        Assert.False((Good with { P99Micros = 60_000, LossPercent = 1 }).KeepsUp);
    }

    [Fact]
    public void What_was_not_sent_is_the_generators_fault() => Assert.Equal("generator", (Good with { SentPercent = 97, LossPercent = 5 }).LimitedBy);

    [Fact]
    public void Loss_at_a_generator_without_time_left_is_its_own_fault()
    {
        var lossy = Good with { LossPercent = 2, GeneratorPercent = 99 };
        Assert.Equal("generator", lossy.LimitedBy);
        Assert.Equal("loss", (lossy with { ServerPercent = 99 }).LimitedBy);
    }

    [Fact]
    public void The_knee_of_a_run_is_its_fastest_carried_step_and_what_gave_way_above_it()
    {
        var sample = new Sample("s", "lecture", 50, "10", "AEAD_AES_128_GCM", Good,
            [Good with { Offered = 200_000, PacketsPerSecond = 200_000 }, Good with { Offered = 400_000, PacketsPerSecond = 310_000, LossPercent = 22 }, Good with { Offered = 280_000, PacketsPerSecond = 279_000, P99Micros = 50_000 }], 30);
        Assert.Equal(200_000, sample.Knee!.Offered);
        Assert.Equal("delay", sample.LimitedBy);
    }
}
