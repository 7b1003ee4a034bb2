using System.Diagnostics.Metrics;
using Conference.Web.Metrics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Web.Tests.Metrics;

public sealed class GcPausesTests
{
    [Fact]
    public void Every_collection_is_one_pause_and_the_longest_is_told_once()
    {
        using var meter = new Meter($"Conference.Test.{Guid.NewGuid():N}");
        using var collector = new MetricCollector(NullLogger<MetricCollector>.Instance, listened => listened == meter);
        using var pauses = new GcPauses(meter);
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        var first = PrometheusText.Check(collector.Write());

        Assert.InRange(first["conference_gc_pause_seconds_count"], 3, double.MaxValue);
        Assert.InRange(first["conference_gc_pause_longest_seconds"], double.Epsilon, first["conference_gc_pause_seconds_sum"]);
    }

    [Fact]
    public void After_its_end_it_counts_no_more()
    {
        using var meter = new Meter($"Conference.Test.{Guid.NewGuid():N}");
        var counted = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == meter) listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref counted));
        listener.Start();
        new GcPauses(meter).Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(0, counted);
    }
}
