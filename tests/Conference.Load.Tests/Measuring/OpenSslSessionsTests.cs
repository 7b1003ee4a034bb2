using System.Runtime.InteropServices;
using Conference.Load.Measuring;

namespace Conference.Load.Tests.Measuring;

public sealed class OpenSslSessionsTests
{
    [Fact]
    public void A_bare_session_takes_tens_of_kilobytes()
    {
        var (_, native) = OpenSslSessions.BytesPerSession();
        Assert.InRange(native, 10_000, 200_000);
    }

    [Fact]
    public void Native_memory_counts_what_is_taken_and_given_back()
    {
        const int Length = 64 * 1024 * 1024;
        var before = NativeMemoryUse.Bytes;
        var taken = Marshal.AllocHGlobal(Length);
        var with = NativeMemoryUse.Bytes;
        Marshal.FreeHGlobal(taken);
        Assert.InRange(with - before, Length / 2, Length * 2L);
        Assert.InRange(NativeMemoryUse.Bytes - before, -Length, Length / 2);
    }
}
