namespace Conference.Rooms.Tests;

public sealed class StorageEventsTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_a_stop_and_a_released_lease_are_heard_also_after_the_connection_was_cut()
    {
        using var subscription = storage.Events.Subscribe();
        await storage.Events.StartAsync(Cancellation); // after the subscription, which hears of no earlier connection
        await UntilAsync<StorageEventsResumed>(subscription);
        var lecture = await storage.StartLectureAsync();

        var recording = (await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation))!;
        Assert.Equal(new RecordingRequested(recording.Id, lecture.Id), await UntilAsync<RecordingRequested>(subscription));
        Assert.Equal(new RecordingChanged(recording.Id, lecture.Id), await UntilAsync<RecordingChanged>(subscription));

        await storage.Database.DisconnectAllAsync(Cancellation);
        await UntilAsync<StorageEventsResumed>(subscription);

        Assert.Equal(recording.Id, (await storage.Leases.NextAsync("recorder", TimeSpan.FromMinutes(1), Cancellation))!.Id);
        await storage.Recordings.RequestStopAsync(lecture.Id, Cancellation);
        Assert.Equal(new RecordingChanged(recording.Id, lecture.Id), await UntilAsync<RecordingChanged>(subscription));

        await storage.Leases.ReleaseAsync(recording.Id, "recorder", Cancellation);
        Assert.Equal(new RecordingRequested(recording.Id, lecture.Id), await UntilAsync<RecordingRequested>(subscription));
        await storage.Events.StopAsync(Cancellation);
    }

    [Fact]
    public void A_subscription_that_ended_hears_nothing_and_completes()
    {
        var subscription = storage.Events.Subscribe();
        subscription.Dispose();
        while (subscription.Events.TryRead(out _))
        {
            // what came before the end is still there
        }

        subscription.Publish(new StorageEventsResumed());

        Assert.False(subscription.Events.TryRead(out _));
        Assert.True(subscription.Events.Completion.IsCompleted);
    }

    private static async Task<T> UntilAsync<T>(StorageSubscription subscription)
        where T : StorageEvent
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        while (true)
        {
            if (await subscription.Events.ReadAsync(limit.Token) is T wanted) return wanted;
        }
    }
}
