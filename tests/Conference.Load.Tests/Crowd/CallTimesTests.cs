using Conference.Load.Crowd;

namespace Conference.Load.Tests.Crowd;

public sealed class CallTimesTests
{
    [Fact]
    public async Task A_call_that_fails_is_counted_and_timed_nowhere()
    {
        var times = new CallTimes();
        await times.TimeAsync(() => Task.CompletedTask);
        await times.TimeAsync(() => Task.FromException(new HttpRequestException("refused")));
        Assert.Equal((1, 1), (times.Count, times.Failures));
    }

    [Fact]
    public async Task The_end_is_no_failure()
    {
        var times = new CallTimes();
        await Assert.ThrowsAsync<OperationCanceledException>(() => times.TimeAsync(() => Task.FromException(new OperationCanceledException())));
        Assert.Equal((0, 0), (times.Count, times.Failures));
    }
}
