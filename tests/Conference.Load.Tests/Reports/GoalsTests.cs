using Conference.Load.Measuring;
using Conference.Load.Reports;
using Conference.Load.Reports.Html;

namespace Conference.Load.Tests.Reports;

public sealed class GoalsTests
{
    private static Result Of(string server, double micros, double p99 = 900)
    {
        var step = new Step(100_000, 100_000, micros, micros * 10, 15, 0, 0, 100, 200, p99);
        Sample Run(double more) => new(server, "lecture", 50, "10", "AEAD_AES_128_GCM", step with { CpuMicros = micros + more }, [], 30);
        return Conference.Load.Reports.Result.Of([Run(0.2), Run(0), Run(-0.1)]);
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
        Assert.True(goals.Single(goal => goal.Text.Contains("1/4 of janus-tuned", StringComparison.Ordinal)).IsReached);
        Assert.False(goals.Single(goal => goal.Text.Contains("1/10 of janus", StringComparison.Ordinal)).IsReached);
    }

    [Fact]
    public void What_was_not_measured_is_neither_reached_nor_missed_and_says_what_lacks()
    {
        var goal = Goals.Of([Of("conference", 1.2)]).First(goal => goal.Text.Contains("mediasoup", StringComparison.Ordinal));
        Assert.Null(goal.IsReached);
        Assert.Contains("mediasoup is not in these results", goal.Measured, StringComparison.Ordinal);
    }

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
