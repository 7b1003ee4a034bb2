using System.Globalization;
using System.Runtime.InteropServices;

namespace Conference.Load.Measuring;

/// <summary>Which core this process runs on.</summary>
internal static partial class Affinity
{
    /// <summary>Binds every thread that there is; threads and processes that come later inherit it from whoever starts them.</summary>
    /// <param name="core">Null leaves all to the system.</param>
    public static unsafe void Bind(int? core)
    {
        if (core is not { } chosen) return;
        var mask = 1UL << chosen;
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
            _ = SetAffinity(int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture), sizeof(ulong), &mask);
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static unsafe partial int SetAffinity(int thread, nuint length, ulong* mask);
}
