using System.Diagnostics.Metrics;

namespace Conference.Web.Metrics;

/// <summary>
/// How long the garbage collector stops every managed thread, the media plane's too. The runtime's own meter has the total
/// (<c>dotnet.gc.pause.time</c>); media is harmed by the single pause:
/// <list type="bullet">
/// <item><c>conference.gc.pause</c>: a histogram, one value per collection.</item>
/// <item><c>conference.gc.pause.longest</c>: since the last reading.</item>
/// </list>
/// </summary>
internal sealed class GcPauses : IDisposable
{
    private static readonly InstrumentAdvice<double> Boundaries = new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5] };

    private readonly Histogram<double> _pauses;
    private TimeSpan _counted = GC.GetTotalPauseDuration();
    private long _longestTicks;
    private volatile bool _isDisposed;

    public GcPauses(Meter meter)
    {
        _pauses = meter.CreateHistogram("conference.gc.pause", "s", "What each garbage collection stopped the program for.", advice: Boundaries);
        meter.CreateObservableGauge(
            "conference.gc.pause.longest", () => TimeSpan.FromTicks(Interlocked.Exchange(ref _longestTicks, 0)).TotalSeconds, "s", "The longest of them since the last reading.");
        _ = new Sentinel(this);
    }

    public void Dispose() => _isDisposed = true;

    /// <summary>On the finalizer's thread, after each collection.</summary>
    private void Look()
    {
        var total = GC.GetTotalPauseDuration();
        var pause = total - _counted;
        _counted = total;
        _pauses.Record(pause.TotalSeconds);
        if (pause.Ticks > Interlocked.Read(ref _longestTicks)) Interlocked.Exchange(ref _longestTicks, pause.Ticks);
    }

    /// <summary>Garbage from the start: the next collection, of whatever generation, finalizes it. An event session would tell the same at a higher price.</summary>
    private sealed class Sentinel(GcPauses pauses)
    {
        ~Sentinel()
        {
            if (pauses._isDisposed || Environment.HasShutdownStarted) return;
            pauses.Look();
            _ = new Sentinel(pauses);
        }
    }
}
