using Conference.Load.Measuring;

namespace Conference.Load.Tests.Measuring;

public sealed class ProcessorTimeTests
{
    [Fact]
    public void The_time_of_threads_of_a_name_is_theirs_alone()
    {
        using var seen = new ManualResetEventSlim();
        var busy = new Thread(() => { while (!seen.IsSet) Thread.SpinWait(100); }) { Name = "busy (1) here" };
        busy.Start();
        try
        {
            var cancelled = TestContext.Current.CancellationToken;
            while (ProcessorTime.OfThreads(Environment.ProcessId, "busy (1) here") < 30_000_000) cancelled.ThrowIfCancellationRequested();
            Assert.Equal(0, ProcessorTime.OfThreads(Environment.ProcessId, "nobody's"));
            Assert.True(ProcessorTime.OfThreads(Environment.ProcessId, "busy (1) here") < ProcessorTime.Of(Environment.ProcessId));
        }
        finally
        {
            seen.Set();
            busy.Join();
        }
    }
}
