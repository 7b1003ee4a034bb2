using System.Diagnostics;

namespace Conference.Testing;

/// <summary>The system's clock, some times as fast: hours of a lecture pass in minutes. Timers keep the pace at which they were made.</summary>
public sealed class FastTime(double speed) : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly Lock _lock = new();
    private (double Speed, long Since, double Passed) _pace = (speed, Stopwatch.GetTimestamp(), 0);

    /// <summary>How many times as fast as it really is.</summary>
    public double Speed
    {
        get => _pace.Speed;
        set
        {
            lock (_lock) _pace = (value, Stopwatch.GetTimestamp(), GetTimestamp());
        }
    }

    public override long TimestampFrequency => Stopwatch.Frequency;

    public override long GetTimestamp()
    {
        lock (_lock) return (long)(_pace.Passed + ((Stopwatch.GetTimestamp() - _pace.Since) * _pace.Speed));
    }

    public override DateTimeOffset GetUtcNow() => _start + GetElapsedTime(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, Really(dueTime), Really(period));

    private TimeSpan Really(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Speed;
}
