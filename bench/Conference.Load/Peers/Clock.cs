using System.Diagnostics;
using Conference.Rtc;

namespace Conference.Load.Peers;

/// <summary>The load generator's two clocks: monotonic for protocols and pace, the wall clock for delays, because that is what the kernel stamps packets with.</summary>
internal static class Clock
{
    private static readonly long Start = Stopwatch.GetTimestamp();

    public static Timestamp Now => new(Stopwatch.GetElapsedTime(Start).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>CLOCK_REALTIME in nanoseconds since 1970, in steps of 100.</summary>
    public static long WallNanoseconds => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
