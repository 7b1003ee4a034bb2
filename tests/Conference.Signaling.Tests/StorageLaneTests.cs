using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Signaling.Tests;

public sealed class StorageLaneTests
{
    [Fact]
    public async Task What_must_be_kept_is_tried_until_the_database_takes_it()
    {
        const int Outage = 40;
        var time = new ManualTime(DateTimeOffset.UtcNow);
        var lane = new StorageLane(time, NullLogger.Instance);
        var tries = 0;
        lane.PostUntilKept("end of lecture", () => ++tries <= Outage ? throw new TimeoutException() : Task.CompletedTask, CancellationToken.None);
        lane.Complete();

        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return Task.FromResult(lane.Completion.IsCompleted);
        });

        Assert.Equal(Outage + 1, tries);
    }

    [Fact]
    public async Task A_server_that_stops_waits_no_longer_for_the_database()
    {
        using var stopping = new CancellationTokenSource();
        var lane = new StorageLane(new ManualTime(DateTimeOffset.UtcNow), NullLogger.Instance);
        lane.PostUntilKept("end of lecture", () => throw new TimeoutException(), stopping.Token);
        lane.Complete();

        await stopping.CancelAsync();

        await lane.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
