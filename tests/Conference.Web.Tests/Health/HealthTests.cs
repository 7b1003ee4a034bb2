using System.Text.Json;
using Conference.Web.Health;
using Conference.Web.Tests.Metrics;
using Npgsql;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Web.Tests.Health;

public sealed class HealthTests(ConferenceServer server) : IClassFixture<ConferenceServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Live_answers_and_ready_says_a_sentence_per_check()
    {
        using var browser = server.OpenBrowser();
        Assert.Equal("live", (await Answers.GetAsync(browser, "/healthz/live")).GetProperty("status").GetString());

        var ready = await Answers.GetAsync(browser, "/healthz/ready");

        Assert.Equal("ready", ready.GetProperty("status").GetString());
        var checks = ready.GetProperty("checks").EnumerateArray().ToList();
        Assert.Equal(["database", "objectStore", "sfu"], checks.Select(check => check.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(checks, check => Assert.EndsWith(".", check.GetProperty("sentence").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_are_legal_text_with_the_runtimes_the_servers_and_our_own()
    {
        using var browser = server.OpenBrowser();
        using var answer = await browser.GetAsync("/metrics", Cancellation);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var series = PrometheusText.Check(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.True(series["dotnet_process_memory_working_set_bytes"] > 1e6);
        Assert.Contains(series, line => line.Key.StartsWith("conference_build_info{version=", StringComparison.Ordinal) && line.Value == 1);
        Assert.Contains("dotnet_gc_pause_time_seconds_total", series.Keys);
        Assert.Contains("sfu_packets_total{direction=\"in\"}", series.Keys);
    }

    [Fact]
    public void Who_is_no_operator_hears_which_check_failed_and_not_why()
    {
        var report = ReadyReport.Of([new ReadyLine("database", false, "Failed to connect to 10.0.0.3:5432 as conference."), new ReadyLine("sfu", true, "It turns.")]).WithoutReasons();

        Assert.Equal(("not-ready", false), (report.Status, report.IsReady));
        Assert.Equal([("database", false), ("sfu", true)], report.Checks.Select(check => (check.Name, check.Ok)));
        Assert.DoesNotContain(report.Checks, check => check.Sentence.Contains("10.0.0.3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lost_schema_makes_it_not_ready_with_the_reason()
    {
        await using var sick = new ConferenceServer();
        await sick.InitializeAsync();
        await using (var command = sick.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("DELETE FROM schema_migrations"))
            await command.ExecuteNonQueryAsync(Cancellation);
        using var browser = sick.OpenBrowser();

        using var answer = await browser.GetAsync("/healthz/ready", Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
        Assert.Equal("not-ready", report.GetProperty("status").GetString());
        var database = Assert.Single(report.GetProperty("checks").EnumerateArray(), check => !check.GetProperty("ok").GetBoolean());
        Assert.Equal("database", database.GetProperty("name").GetString());
        Assert.Contains("another version", database.GetProperty("sentence").GetString(), StringComparison.Ordinal);
    }
}
