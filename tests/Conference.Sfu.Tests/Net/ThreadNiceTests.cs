using System.Globalization;
using Conference.Sfu.Net;

namespace Conference.Sfu.Tests.Net;

/// <summary>With the real kernel. Each on a thread of its own: what a thread was given stays with it.</summary>
public sealed class ThreadNiceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(20)]
    public void A_thread_goes_ahead_as_far_as_the_system_permits_and_says_where_it_is(int steps)
    {
        Assert.SkipUnless(UdpPort.IsSupported, "Linux only.");
        var (before, granted, after) = OnThread(() => (Nice(), ThreadNice.Raise(steps), Nice()));

        Assert.Equal(after, granted);
        Assert.Contains(after, IsPermitted ? [Math.Max(-20, before - steps)] : new[] { before });
    }

    [Fact]
    public void Other_threads_stay_where_they_are()
    {
        Assert.SkipUnless(UdpPort.IsSupported, "Linux only.");
        var before = Nice();
        OnThread(() => ThreadNice.Raise(5));
        Assert.Equal(before, Nice());
    }

    /// <summary>proc(5): CAP_SYS_NICE, or a soft limit of nice that allows the first place.</summary>
    private static bool IsPermitted =>
        (Convert.ToUInt64(File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal))[7..].Trim(), 16) & (1UL << 23)) != 0
        || File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max nice priority", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3] is "40" or "unlimited";

    private static T OnThread<T>(Func<T> work)
    {
        T result = default!;
        var thread = new Thread(() => result = work());
        thread.Start();
        thread.Join();
        return result;
    }

    /// <summary>As the kernel shows it: proc(5), field 19, the seventeenth behind the name in parentheses.</summary>
    private static int Nice()
    {
        var fields = File.ReadAllText("/proc/thread-self/stat").Split(") ")[^1].Split(' ');
        return int.Parse(fields[16], CultureInfo.InvariantCulture);
    }
}
