using System.Globalization;
using System.Runtime.InteropServices;
using Conference.Sfu.Net;

namespace Conference.Load.Server;

/// <summary>Processor time that a process has used, in nanoseconds, kernel work included: what the scheduler itself counted.</summary>
/// <param name="Process">All threads, those that have ended too: the garbage collector, the compiler and the room's commands count as well.</param>
/// <param name="Worker">The Worker's thread alone.</param>
internal readonly partial record struct ProcessorTime(long Process, long Worker)
{
    public static ProcessorTime Read(int processId)
    {
        long worker = 0;
        foreach (var task in Directory.EnumerateDirectories($"/proc/{processId}/task"))
        {
            try
            {
                if (!File.ReadAllText($"{task}/comm").StartsWith("sfu-worker", StringComparison.Ordinal)) continue;
                worker += long.Parse(File.ReadAllText($"{task}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // The thread has ended since the folder was listed.
            }
        }

        return new ProcessorTime(ReadProcess(processId), worker);
    }

    public static ProcessorTime operator -(ProcessorTime later, ProcessorTime earlier) => new(later.Process - earlier.Process, later.Worker - earlier.Worker);

    private static unsafe long ReadProcess(int processId)
    {
        // clock_getcpuclockid(3): the clock of another process is its inverted id, with CPUCLOCK_SCHED (2) in the lowest bits.
        LibC.TimeSpec time;
        if (ClockGetTime((~processId << 3) | 2, &time) != 0) throw new InvalidOperationException($"The processor time of process {processId} cannot be read.");
        return time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static unsafe partial int ClockGetTime(int clock, LibC.TimeSpec* time);
}
