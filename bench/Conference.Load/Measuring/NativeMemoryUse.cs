using System.Runtime.InteropServices;

namespace Conference.Load.Measuring;

/// <summary>What this process has allocated outside the garbage collector's heap, as the C library counts it: libssl's memory and our native slabs, the runtime's own too.</summary>
internal static partial class NativeMemoryUse
{
    /// <summary>Bytes in use, in all arenas and in mappings of their own.</summary>
    public static long Bytes
    {
        get
        {
            var figures = MallocInfo();
            return (long)(figures.InUse + figures.Mapped);
        }
    }

    /// <summary>Gives pages back to the system that hold nothing, as a garbage collection does with those of the managed heap.</summary>
    public static void Trim() => _ = MallocTrim(0);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint padding);

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial Figures MallocInfo();

    /// <summary>struct mallinfo2 of malloc.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Figures
    {
        public nuint Arena, FreeChunks, FastBlocks, Mappings, Mapped, Unused, FastBytes, InUse, Free, Releasable;
    }
}
