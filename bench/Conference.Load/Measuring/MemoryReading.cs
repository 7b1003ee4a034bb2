namespace Conference.Load.Measuring;

/// <summary>Memory of a process at one moment, bytes.</summary>
/// <param name="Resident">Pages that it has.</param>
/// <param name="Managed">Held by the garbage collector's heap.</param>
/// <param name="Native">Allocated from the C library.</param>
internal readonly record struct MemoryReading(long Resident, long Managed, long Native)
{
    /// <summary>Of this process, once garbage is collected and pages that hold nothing are given back: what is read is what is held.</summary>
    public static MemoryReading OfThisProcess()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeMemoryUse.Trim();
        return new MemoryReading(ProcessorTime.ResidentBytes(Environment.ProcessId), GC.GetTotalMemory(false), NativeMemoryUse.Bytes);
    }

    public static MemoryReading operator -(MemoryReading after, MemoryReading before) =>
        new(after.Resident - before.Resident, after.Managed - before.Managed, after.Native - before.Native);
}
