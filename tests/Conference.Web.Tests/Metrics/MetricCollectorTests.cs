using System.Diagnostics;
using System.Diagnostics.Metrics;
using Conference.Web.Metrics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Web.Tests.Metrics;

public sealed class MetricCollectorTests : IDisposable
{
    private readonly Meter _meter = new($"Conference.Test.{Guid.NewGuid():N}");
    private readonly MetricCollector _collector;

    public MetricCollectorTests() => _collector = new MetricCollector(NullLogger<MetricCollector>.Instance, meter => meter.Name == _meter.Name);

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_counter_sums_per_label_set_whatever_the_order_of_its_tags()
    {
        var drops = _meter.CreateCounter<long>("sfu.drops", "{packet}", "Packets that were not forwarded");
        drops.Add(2, new("reason", "replay"), new("kind", "rtp"));
        drops.Add(3, new("kind", "rtp"), new("reason", "replay"));
        drops.Add(1, new KeyValuePair<string, object?>("reason", "late"));

        Assert.Equal(
            """
            # HELP sfu_drops_total Packets that were not forwarded
            # TYPE sfu_drops_total counter
            sfu_drops_total{kind="rtp",reason="replay"} 5
            sfu_drops_total{reason="late"} 1

            """,
            _collector.Write());
    }

    [Fact]
    public void Units_become_words_and_names_become_legal()
    {
        _meter.CreateObservableCounter("sfu.loop.busy", () => 1.5, "s");
        _meter.CreateObservableGauge("2nd-memory", () => 7, "By");
        _meter.CreateObservableGauge("load", () => 0.5, "1");
        _meter.CreateObservableCounter("spool_bytes_total", () => 3L, "By");

        var text = _collector.Write();

        foreach (var line in new[] { "sfu_loop_busy_seconds_total 1.5", "_2nd_memory_bytes 7", "load_ratio 0.5", "spool_bytes_total 3" })
            Assert.Contains(line + "\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_and_help_are_escaped()
    {
        var counter = _meter.CreateCounter<int>("odd", description: "a \\ and\na line");
        counter.Add(1, new KeyValuePair<string, object?>("who-is", "a \"b\" \\ c\nd"));

        var text = _collector.Write();

        Assert.Contains("# HELP odd_total a \\\\ and\\na line\n", text, StringComparison.Ordinal);
        Assert.Contains("odd_total{who_is=\"a \\\"b\\\" \\\\ c\\nd\"} 1\n", text, StringComparison.Ordinal);
        PrometheusText.Check(text);
    }

    [Fact]
    public void A_histogram_writes_cumulative_buckets_sum_and_count()
    {
        var seconds = _meter.CreateHistogram("wait", "s", "Waiting", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var value in new[] { 0.05, 0.1, 0.5, 30 }) seconds.Record(value, new KeyValuePair<string, object?>("to", "join"));

        Assert.Equal(
            """
            # HELP wait_seconds Waiting
            # TYPE wait_seconds histogram
            wait_seconds_bucket{to="join",le="0.1"} 2
            wait_seconds_bucket{to="join",le="1"} 3
            wait_seconds_bucket{to="join",le="+Inf"} 4
            wait_seconds_sum{to="join"} 30.65
            wait_seconds_count{to="join"} 4

            """,
            _collector.Write());
    }

    [Fact]
    public void What_is_observed_is_told_anew_each_time_and_two_of_one_name_add_up()
    {
        var rooms = new List<string> { "a", "b" };
        _meter.CreateObservableGauge("people", () => rooms.Select(room => new Measurement<int>(1, new KeyValuePair<string, object?>("room", room))));
        _meter.CreateObservableUpDownCounter("servers", () => 1);
        _meter.CreateObservableUpDownCounter("servers", () => 2);
        Assert.Contains("people{room=\"b\"} 1\n", _collector.Write(), StringComparison.Ordinal);
        rooms.Remove("b");

        var text = _collector.Write();

        Assert.DoesNotContain("room=\"b\"", text, StringComparison.Ordinal);
        Assert.Contains("people{room=\"a\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("servers 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_callback_that_throws_and_a_name_of_two_types_spoil_nothing_else()
    {
        _meter.CreateObservableGauge("broken", int () => throw new InvalidOperationException("disposed"));
        _meter.CreateObservableGauge("good", () => 1);
        _meter.CreateHistogram<double>("good").Record(5);

        var text = _collector.Write();

        Assert.Contains("# TYPE good gauge\ngood 1\n", text, StringComparison.Ordinal);
        PrometheusText.Check(text);
    }

    [Fact]
    public void Special_numbers_are_written_as_prometheus_reads_them()
    {
        _meter.CreateObservableGauge("a", () => double.PositiveInfinity);
        _meter.CreateObservableGauge("b", () => double.NaN);
        _meter.CreateObservableGauge("c", () => 1e21);

        var text = _collector.Write();

        Assert.Contains("a +Inf\n", text, StringComparison.Ordinal);
        Assert.Contains("b NaN\n", text, StringComparison.Ordinal);
        PrometheusText.Check(text);
    }

    [Fact]
    public async Task Promtool_where_it_is_installed_finds_nothing_to_complain_about()
    {
        Assert.SkipUnless(OnPath("promtool"), "promtool is not installed");
        _meter.CreateCounter<long>("conference.joins", "{join}", "People who came in").Add(1);
        _meter.CreateHistogram<double>("conference.join.time", "s", "From the click to the first picture").Record(0.4);
        var start = new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true };
        using var promtool = Process.Start(start)!;

        await promtool.StandardInput.WriteAsync(_collector.Write());
        promtool.StandardInput.Close();
        var complaints = await promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (promtool.ExitCode, complaints));
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
