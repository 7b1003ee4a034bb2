namespace Conference.Rtc.Tests;

/// <summary>Measures the bytes that the present thread allocates.</summary>
internal static class Allocation
{
    /// <summary>Bytes per thousand calls, after a warm-up that lets the runtime compile and the machine grow its buffers.</summary>
    public static long OfThousand(Action action)
    {
        for (var i = 0; i < 200; i++) action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
