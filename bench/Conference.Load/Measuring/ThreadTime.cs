using System.Runtime.InteropServices;
using Conference.Sfu.Net;

namespace Conference.Load.Measuring;

/// <summary>Processor time of the calling thread.</summary>
internal static partial class ThreadTime
{
    private const int Clock = 3; // CLOCK_THREAD_CPUTIME_ID

    public static unsafe long Nanoseconds
    {
        get
        {
            LibC.TimeSpec time;
            _ = ClockGetTime(Clock, &time);
            return time.Seconds * 1_000_000_000 + time.Nanoseconds;
        }
    }

    /// <summary>What two readings with nothing between them differ by: it is in every difference, and is not what was measured.</summary>
    public static long OwnCost { get; } = MeasureOwnCost();

    private static long MeasureOwnCost()
    {
        var costs = new int[10_001];
        for (var i = 0; i < costs.Length; i++)
        {
            var before = Nanoseconds;
            costs[i] = (int)(Nanoseconds - before);
        }

        Array.Sort(costs);
        return Quantile.Of(costs, 0.5);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static unsafe partial int ClockGetTime(int clock, LibC.TimeSpec* time);
}
