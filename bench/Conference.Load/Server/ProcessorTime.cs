using System.Globalization;

namespace Conference.Load.Server;

/// <summary>
/// Processor time of a process's threads in nanoseconds, from /proc/PID/task/*/schedstat: what the scheduler itself counted, kernel work included.
/// </summary>
/// <param name="Process">All threads: the garbage collector, the compiler and the room's commands count too.</param>
/// <param name="Worker">The Worker's thread alone.</param>
internal readonly record struct ProcessorTime(long Process, long Worker)
{
    public static ProcessorTime Read(int processId)
    {
        long process = 0, worker = 0;
        foreach (var task in Directory.EnumerateDirectories($"/proc/{processId}/task"))
        {
            try
            {
                var time = long.Parse(File.ReadAllText($"{task}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);
                process += time;
                if (File.ReadAllText($"{task}/comm").StartsWith("sfu-worker", StringComparison.Ordinal)) worker += time;
            }
            catch (IOException)
            {
                // The thread has ended since the folder was listed.
            }
        }

        return new ProcessorTime(process, worker);
    }

    public static ProcessorTime operator -(ProcessorTime later, ProcessorTime earlier) => new(later.Process - earlier.Process, later.Worker - earlier.Worker);
}
