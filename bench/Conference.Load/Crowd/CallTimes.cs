using System.Collections.Concurrent;
using System.Diagnostics;
using Conference.Load.Measuring;

namespace Conference.Load.Crowd;

/// <summary>How long calls took, made by many at once.</summary>
internal sealed class CallTimes
{
    private readonly ConcurrentBag<int> _micros = [];
    private long _failures;

    public int Count => _micros.Count;

    /// <summary>Calls that failed; they are in no other figure.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    public async Task TimeAsync(Func<Task> call)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await call();
            _micros.Add((int)(Stopwatch.GetElapsedTime(start).Ticks / TimeSpan.TicksPerMicrosecond));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Interlocked.Increment(ref _failures);
        }
    }

    /// <summary>Milliseconds.</summary>
    public (double P50, double P99) Quantiles()
    {
        int[] sorted = [.. _micros.Order()];
        return (Quantile.Of(sorted, 0.5) / 1000.0, Quantile.Of(sorted, 0.99) / 1000.0);
    }
}
