using Conference.Load.Crowd;
using Conference.Load.Measuring;
using Conference.Load.Reports;
using Conference.Load.Reports.Html;
using Conference.Load.Scenarios;

namespace Conference.Load.Tests.Reports;

public sealed class GoalsTests
{
    private static Result Of(string server, double micros, double p99 = 900)
    {
        var step = new Step(100_000, 100_000, micros, micros * 10, 15, 0, 0, 100, 200, p99);
        Sample Run(double more) => new(server, "lecture", 50, "10", "AEAD_AES_128_GCM", step with { CpuMicros = micros + more }, [], 30);
        return Conference.Load.Reports.Result.Of([Run(0.2), Run(0), Run(-0.1)]);
    }

    private static Result Beside(string scenario, double before, double during, double back = 0.4, double memory = 50)
    {
        var step = new Step(100_000, 100_000, 2, 20, 15, 0, 0, 100, 200, during);
        return Conference.Load.Reports.Result.Of([new Sample("conference", scenario, 50, "10", "AEAD_AES_128_GCM", step, [], 30)
        {
            Before = step with { P99Micros = before },
            Hub = scenario == "hub" ? new HubFigures(new CrowdFigures(500, 500, 20, 6, 30, 50, 1250, 2, 9, 100, 2, 9, 0), new GcFigures(7, 8, 1.5, 30)) : null,
            Hostile = scenario == "hostile"
                ? new HostileFigures(60, [new HostileKind("checks", 1000, 100_000, (long)(100_000 * back))], 40, 50, memory, new Dictionary<string, long> { ["Refused"] = 5 })
                : null,
        }]);
    }

    [Fact]
    public void A_result_is_the_median_of_its_runs_with_their_spread()
    {
        var result = Of("conference", 1.2);
        Assert.Equal(1.2, result.CpuMicrosPerForwardedPacket);
        Assert.Equal("fixed", result.At);
        var spread = result.Spreads["cpuMicrosPerForwardedPacket"];
        Assert.Equal((1.1, 1.4), (Math.Round(spread.Lowest, 9), Math.Round(spread.Highest, 9)));
    }

    [Fact]
    public void A_ratio_that_is_enough_reaches_its_goal_and_one_that_is_not_does_not()
    {
        var goals = Goals.Of([Of("conference", 1.2), Of("janus-tuned", 5.6), Of("janus", 9)]);
        Assert.True(goals.Single(goal => goal.Text == "lecture → 50, frames of 10: CPU per packet at most 1/4 of janus-tuned's").IsReached);
        Assert.False(goals.Single(goal => goal.Text.Contains("1/10 of janus", StringComparison.Ordinal)).IsReached);
    }

    [Fact]
    public void At_the_knee_each_server_counts_at_the_most_that_it_carries()
    {
        Result Knee(string server, double rate, double micros)
        {
            var step = new Step(100_000, 100_000, 2, 20, 15, 0, 0, 100, 200, 900);
            return Conference.Load.Reports.Result.Of(
                [new Sample(server, "webinar", 50, "10", "AEAD_AES_128_GCM", step, [step with { Offered = rate, PacketsPerSecond = rate, CpuMicros = micros }], 30)]);
        }

        var goal = Goals.Of([Knee("conference", 700_000, 1.1), Knee("mediasoup", 200_000, 4.6)]).Single(goal => goal.Text.Contains("knee: CPU per packet at most 1/4 of mediasoup", StringComparison.Ordinal));
        Assert.True(goal.IsReached);
        Assert.Equal("1/4.2 (1.10 µs at 700 k/s; 4.60 µs at 200 k/s)", goal.Measured);
    }

    [Fact]
    public void What_was_not_measured_is_neither_reached_nor_missed_and_says_what_lacks()
    {
        var goal = Goals.Of([Of("conference", 1.2)]).First(goal => goal.Text.Contains("mediasoup", StringComparison.Ordinal));
        Assert.Null(goal.IsReached);
        Assert.Contains("mediasoup is not in these results", goal.Measured, StringComparison.Ordinal);
    }

    [Fact]
    public void The_mediasoup_that_could_be_had_takes_the_place_of_todays()
    {
        var goal = Goals.Of([Of("conference", 1.2), Of("mediasoup-3.8", 5.6)]).First(goal => goal.Text.Contains("mediasoup", StringComparison.Ordinal));
        Assert.Contains("mediasoup-3.8", goal.Text, StringComparison.Ordinal);
        Assert.True(goal.IsReached);
    }

    [Fact]
    public void A_run_of_one_scenario_tells_only_its_own_goals() =>
        Assert.Equal(["500 people"], Goals.Measured([Beside("hub", 900, 1_900)]).Select(goal => goal.Text[..10]));

    [Theory]
    [InlineData(1_900, true)]
    [InlineData(2_100, false)]
    public void A_crowd_on_the_hub_may_bring_the_delay_to_two_milliseconds(double during, bool isReached)
    {
        var goal = Goals.Measured([Beside("hub", 900, during)]).Single();
        Assert.Equal(isReached, goal.IsReached);
        Assert.Contains("7 GC pauses, longest 1.50 ms", goal.Measured, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_700, 0.4, 52, true)]
    [InlineData(1_900, 0.4, 52, false)]
    [InlineData(1_700, 1.1, 52, false)]
    [InlineData(1_700, 0.4, 70, false)]
    public void Hostile_traffic_may_neither_delay_nor_be_amplified_nor_take_memory(double during, double back, double memory, bool isReached) =>
        Assert.Equal(isReached, Goals.Measured([Beside("hostile", 900, during, back, memory)]).Single().IsReached);

    [Theory]
    [InlineData("idle", 15.6, true)]
    [InlineData("idle", 15.7, false)]
    [InlineData("active", 62.4, true)]
    [InlineData("active", 62.6, false)]
    public void Memory_is_measured_in_KiB_and_its_goal_is_in_kB(string state, double own, bool isReached) => Assert.Equal(
        isReached,
        Goals.Of([new MemoryResult("conference-media", "memory", state, 400, 1, new Spread(own + 40, own + 40, own + 40), new Spread(own, own, own), 40, 5, 5, 90)]).Single().IsReached);

    [Fact]
    public void The_page_tells_what_went_on_beside_a_lecture() =>
        Assert.Contains("dropped: Refused 5", Page([Beside("hostile", 900, 1_000)]), StringComparison.Ordinal);

    [Fact]
    public void A_ramp_of_which_nothing_was_carried_leaves_the_rest_of_the_page_whole()
    {
        var lost = new Step(100_000, 1, 2, 90, 15, 0, 50, 100, 200, 900_000);
        var result = Conference.Load.Reports.Result.Of([new Sample("conference", "lecture", 50, "10", "AEAD_AES_128_GCM", lost, [lost], 30)]);
        Assert.Contains("All figures", Page([result]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_holds_every_server_and_needs_nothing_from_elsewhere()
    {
        var page = Page([Of("conference", 1.2), Of("<other>", 5)]);
        Assert.Contains("&lt;other&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<other>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
    }

    private static string Page(Result[] results)
    {
        var file = Path.GetTempFileName();
        try
        {
            HtmlReport.Write(file, Machine.Read(), "bench/run.sh lecture", results, Goals.Of(results));
            return File.ReadAllText(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
