using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Tests;

public sealed class ViewingStoreTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_viewer_watches_in_several_sittings_and_pages_adds_up()
    {
        var (recording, person) = (await RecordedAsync(), await storage.AddPersonAsync());
        await storage.Viewings.AddAsync(recording, person.Id, person.Id, [new(0, 10_000)], Cancellation);

        await Task.WhenAll(Enumerable.Range(1, 5).Select(i => storage.Viewings.AddAsync(recording, person.Id, person.Id, [new(i * 10_000, i * 10_000 + 5_000)], Cancellation)));

        var viewer = Assert.Single(await storage.Viewings.ListAsync(recording, Cancellation));
        Assert.Equal(person.Name, viewer.Name);
        Assert.Equal([new(0, 15_000), new(20_000, 25_000), new(30_000, 35_000), new(40_000, 45_000), new(50_000, 55_000)], viewer.Watched);
    }

    [Fact]
    public async Task Of_a_recording_that_grows_nobody_has_watched_what_is_to_come()
    {
        var lecture = await storage.StartLectureAsync();
        var id = (await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation))!.Id;
        await storage.Viewings.AddAsync(id, Guid.NewGuid(), null, [new(0, 1_000)], Cancellation);
        Assert.Empty(await storage.Viewings.ListAsync(id, Cancellation));

        await SetAsync(id, row => (row.State, row.StartedAt) = (RecordingState.Recording, DateTimeOffset.UtcNow.AddMinutes(-1)));
        await storage.Viewings.AddAsync(id, Guid.NewGuid(), null, [new(0, 3_600_000)], Cancellation);

        Assert.InRange(Assert.Single(Assert.Single(await storage.Viewings.ListAsync(id, Cancellation)).Watched).EndMilliseconds, 60_000, 120_000);
    }

    [Fact]
    public async Task It_goes_with_the_recording_and_with_the_person()
    {
        var (first, second, person) = (await RecordedAsync(), await RecordedAsync(), await storage.AddPersonAsync());
        foreach (var recording in new[] { first, second })
        {
            await storage.Viewings.AddAsync(recording, person.Id, person.Id, [new(0, 10_000)], Cancellation);
            await storage.Viewings.AddAsync(recording, Guid.NewGuid(), null, [new(0, 10_000)], Cancellation);
        }

        await using var context = await storage.OpenContextAsync();
        await context.Users.Where(p => p.Id == person.Id).ExecuteDeleteAsync(Cancellation);
        Assert.Null(Assert.Single(await storage.Viewings.ListAsync(first, Cancellation)).Name);

        await SetAsync(first, row => (row.DeletedAt, row.LeaseOwner) = (DateTimeOffset.UtcNow, "purge"));
        Assert.True(await storage.Removals.RemoveAsync(first, "purge", Cancellation));
        Assert.False(await context.RecordingViewings.AnyAsync(v => v.RecordingId == first, Cancellation));
        Assert.Single(await storage.Viewings.ListAsync(second, Cancellation));
        await storage.Viewings.AddAsync(first, Guid.NewGuid(), null, [new(0, 10_000)], Cancellation);
    }

    [Fact]
    public async Task Ever_new_browsers_are_counted_up_to_a_limit_and_people_beyond_it()
    {
        var (recording, person) = (await RecordedAsync(), await storage.AddPersonAsync());
        await using var context = await storage.OpenContextAsync();
        await context.Database.ExecuteSqlAsync(
            $"INSERT INTO recording_viewings (recording_id, viewer_id, watched, last_at) SELECT {recording}, gen_random_uuid(), '{{0,1000}}', now() FROM generate_series(1, {ViewingStore.MostWithoutAccount})",
            Cancellation);

        await storage.Viewings.AddAsync(recording, Guid.NewGuid(), null, [new(0, 10_000)], Cancellation);
        await storage.Viewings.AddAsync(recording, person.Id, person.Id, [new(0, 10_000)], Cancellation);

        var viewers = await storage.Viewings.ListAsync(recording, Cancellation);
        Assert.Equal(ViewingStore.MostWithoutAccount, viewers.Count(viewer => viewer.Name is null));
        Assert.Single(viewers, viewer => viewer.Name is not null);
    }

    private async Task<Guid> RecordedAsync()
    {
        var lecture = await storage.StartLectureAsync();
        var id = (await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation))!.Id;
        await SetAsync(id, row => (row.State, row.EndedAt, row.DurationMilliseconds) = (RecordingState.Ready, DateTimeOffset.UtcNow, 60_000));
        return id;
    }

    private async Task SetAsync(Guid id, Action<Recording> change)
    {
        await using var context = await storage.OpenContextAsync();
        change((await context.Recordings.FindAsync([id], Cancellation))!);
        await context.SaveChangesAsync(Cancellation);
    }
}
