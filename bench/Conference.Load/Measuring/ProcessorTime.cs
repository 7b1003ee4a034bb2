using System.Globalization;
using System.Runtime.InteropServices;
using Conference.Sfu.Net;

namespace Conference.Load.Measuring;

/// <summary>What a process uses, as the kernel itself counts it.</summary>
internal static partial class ProcessorTime
{
    /// <summary>
    /// Nanoseconds of all its threads, those that have ended too, kernel work included: the garbage collector, the compiler and signaling count as well.
    /// </summary>
    public static unsafe long Of(int processId)
    {
        // clock_getcpuclockid(3): the clock of another process is its inverted id, with CPUCLOCK_SCHED (2) in the lowest bits.
        LibC.TimeSpec time;
        if (ClockGetTime((~processId << 3) | 2, &time) != 0) throw new InvalidOperationException($"The processor time of process {processId} cannot be read.");
        return time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }

    /// <summary>Nanoseconds of the threads of that name (proc(5), comm); of those that have ended nothing is known.</summary>
    public static long OfThreads(int processId, string name) => Directory.GetDirectories($"/proc/{processId}/task").Sum(task =>
    {
        try
        {
            // schedstat: time on the processor, time of waiting for it, turns.
            return File.ReadAllText(Path.Combine(task, "comm")).TrimEnd('\n') == name
                ? long.Parse(File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture)
                : 0;
        }
        catch (IOException)
        {
            return 0; // it ended in this moment
        }
    });

    /// <summary>Resident memory now, bytes.</summary>
    public static long ResidentBytes(int processId)
    {
        var pages = File.ReadAllText($"/proc/{processId}/statm").Split(' ')[1];
        return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static unsafe partial int ClockGetTime(int clock, LibC.TimeSpec* time);
}
