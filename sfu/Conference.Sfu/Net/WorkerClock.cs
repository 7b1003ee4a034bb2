using Conference.Rtc;

namespace Conference.Sfu.Net;

/// <summary>
/// The one clock below the hub: microseconds since the SFU's start on the monotonic clock, and the wall clock that belonged to its zero. The wall
/// clock is read once, so a step of the machine's time never reaches media.
/// </summary>
internal sealed class WorkerClock
{
    private readonly TimeProvider _time;
    private readonly long _start;

    public WorkerClock(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        Origin = time.GetUtcNow();
    }

    /// <summary>Wall-clock time at <c>Timestamp</c> zero.</summary>
    public DateTimeOffset Origin { get; }

    public Timestamp Now => new(_time.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>The NTP time of a Timestamp, for RTCP sender reports.</summary>
    public NtpTime Ntp(Timestamp at) => NtpTime.FromUtc(Origin).AddMicroseconds(at.Microseconds);
}
