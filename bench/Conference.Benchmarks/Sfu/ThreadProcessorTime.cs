using System.Runtime.InteropServices;

namespace Conference.Benchmarks.Sfu;

/// <summary>Processor time of the calling thread: what neighbours on the same cores do is not in it, as it is in wall-clock time.</summary>
internal static unsafe partial class ThreadProcessorTime
{
    private const int ClockThreadProcessorTime = 3; // CLOCK_THREAD_CPUTIME_ID

    public static long Nanoseconds
    {
        get
        {
            long* time = stackalloc long[2];
            _ = GetTime(ClockThreadProcessorTime, time);
            return time[0] * 1_000_000_000 + time[1];
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);
}
