using static Conference.Sfu.Net.LibC;

namespace Conference.Sfu.Net;

/// <summary>The place of a thread among those that want its core (ADR 19): -20 (first) to 19, each step a quarter more of a contended core. .NET's own priorities do nothing on Linux.</summary>
internal static class ThreadNice
{
    private const int First = -20;

    /// <summary>Lets the calling thread go so many steps ahead, as the system permits: CAP_SYS_NICE, or an RLIMIT_NICE that allows it. What is refused stays as it was.</summary>
    /// <returns>Where the thread is now; null where the system is not Linux.</returns>
    public static int? Raise(int steps)
    {
        if (!UdpPort.IsSupported) return null;
        // On Linux "process 0" is the calling thread, and no other of its process (setpriority(2)).
        if (steps > 0) _ = SetPriority(PrioProcess, 0, Math.Max(First, GetPriority(PrioProcess, 0) - steps));
        return GetPriority(PrioProcess, 0);
    }
}
