using System.Globalization;

namespace Conference.Load.Measuring;

/// <summary>A process and those that it started, as the kernel counts them.</summary>
internal sealed class ProcessTree(int processId)
{
    private Dictionary<int, long> _nanoseconds = Read(processId);

    /// <summary>Children of that name.</summary>
    public int Count(string name) => Children(processId).Count(child => ReadIfThere($"/proc/{child}/comm").TrimEnd() == name);

    /// <summary>Nanoseconds of processor time since the last call. Of children that have come and gone meanwhile nothing is known.</summary>
    public long Spent()
    {
        var before = _nanoseconds;
        _nanoseconds = Read(processId);
        return _nanoseconds.Sum(pair => pair.Value - before.GetValueOrDefault(pair.Key));
    }

    /// <summary>Proportional set sizes of all, bytes: what several share counts for each by its part (proc(5), smaps_rollup).</summary>
    public long ProportionalBytes() => Children(processId).Prepend(processId).Sum(process => ReadIfThere($"/proc/{process}/smaps_rollup").Split('\n')
        .Where(line => line.StartsWith("Pss:", StringComparison.Ordinal)).Sum(line => long.Parse(line[4..^2], CultureInfo.InvariantCulture) * 1024));

    private static Dictionary<int, long> Read(int processId)
    {
        var read = new Dictionary<int, long>();
        foreach (var process in Children(processId).Prepend(processId))
        {
            try
            {
                read[process] = ProcessorTime.Of(process);
            }
            catch (InvalidOperationException)
            {
                // It ended in this moment.
            }
        }

        return read;
    }

    // Of every thread: the kernel keeps children by the thread that started them.
    private static List<int> Children(int processId) => [.. Directory.GetDirectories($"/proc/{processId}/task")
        .SelectMany(task => ReadIfThere(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(child => int.Parse(child, CultureInfo.InvariantCulture))];

    private static string ReadIfThere(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
