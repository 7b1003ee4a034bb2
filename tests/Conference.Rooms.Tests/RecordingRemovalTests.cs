using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Tests;

public sealed class RecordingRemovalTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recording_that_runs_cannot_be_deleted()
    {
        var lecture = await storage.StartLectureAsync();
        var id = (await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation))!.Id;

        Assert.False(await storage.Removals.DeleteAsync(id, Cancellation));
        Assert.Null(await DueAsync(id));
    }

    [Fact]
    public async Task A_deleted_recording_can_be_taken_back_for_a_week_and_is_due_then()
    {
        var id = await RecordedAsync(endedDaysAgo: 1);
        Assert.True(await storage.Removals.DeleteAsync(id, Cancellation));
        Assert.False(await storage.Removals.DeleteAsync(id, Cancellation));
        Assert.Null(await DueAsync(id));
        Assert.True(await storage.Removals.RestoreAsync(id, Cancellation));
        Assert.False(await storage.Removals.RestoreAsync(id, Cancellation));

        await storage.Removals.DeleteAsync(id, Cancellation);
        await SetAsync(id, row => row.DeletedAt = DateTimeOffset.UtcNow.AddDays(-7.01));
        Assert.False(await storage.Removals.RestoreAsync(id, Cancellation));
        Assert.Equal(id, (await DueAsync(id))!.Id);
    }

    [Theory]
    [InlineData(30, 31, 8, false, true)]
    [InlineData(30, 29, 8, false, false)]
    [InlineData(30, 31, 8, true, false)]
    [InlineData(null, 1000, 8, false, false)]
    // The days were set yesterday: what is older is announced for a week first.
    [InlineData(30, 1000, 1, false, false)]
    public async Task A_recording_is_due_after_its_rooms_days(int? days, int endedDaysAgo, int setDaysAgo, bool kept, bool due)
    {
        var id = await RecordedAsync(endedDaysAgo, days, setDaysAgo);
        await storage.Removals.KeepAsync(id, kept, Cancellation);
        var expiry = RecordingExpiry.Of((await storage.Recordings.FindAsync(id, Cancellation))!);

        Assert.Equal(due, expiry <= DateTimeOffset.UtcNow);
        Assert.Equal(due, await DueAsync(id) is not null);
    }

    [Fact]
    public async Task What_one_server_deletes_no_other_does_and_nobody_takes_back_until_its_lease_is_over()
    {
        var id = await RecordedAsync(endedDaysAgo: 40, days: 30, setDaysAgo: 40);
        Assert.Equal(id, (await DueAsync(id))!.Id);

        Assert.Null(await DueAsync(id, "another"));
        Assert.False(await storage.Removals.RestoreAsync(id, Cancellation));
        Assert.False(await storage.Removals.RemoveAsync(id, "another", Cancellation));

        await SetAsync(id, row => row.LeaseUntil = DateTimeOffset.UtcNow.AddSeconds(-1));
        Assert.Equal(id, (await DueAsync(id, "another"))!.Id);
        Assert.True(await storage.Removals.RemoveAsync(id, "another", Cancellation));
        Assert.Null(await storage.Recordings.FindAsync(id, Cancellation));
    }

    /// <summary>Others of this class may be due too: each test looks only for its own.</summary>
    private async Task<Recording?> DueAsync(Guid id, string owner = "purge")
    {
        while (await storage.Removals.NextDueAsync(owner, Lease, Cancellation) is { } due)
        {
            if (due.Id == id) return due;
        }

        return null;
    }

    private async Task<Guid> RecordedAsync(int endedDaysAgo, int? days = null, int setDaysAgo = 0)
    {
        var lecture = await storage.StartLectureAsync();
        var id = (await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation))!.Id;
        await SetAsync(id, row => (row.State, row.EndedAt) = (RecordingState.Ready, DateTimeOffset.UtcNow.AddDays(-endedDaysAgo)));
        await using var context = await storage.OpenContextAsync();
        var room = await context.Rooms.SingleAsync(r => r.Id == lecture.RoomId, Cancellation);
        (room.RecordingKeptDays, room.RecordingKeptDaysAt) = (days, days is null ? null : DateTimeOffset.UtcNow.AddDays(-setDaysAgo));
        await context.SaveChangesAsync(Cancellation);
        return id;
    }

    private async Task SetAsync(Guid id, Action<Recording> change)
    {
        await using var context = await storage.OpenContextAsync();
        change((await context.Recordings.FindAsync([id], Cancellation))!);
        await context.SaveChangesAsync(Cancellation);
    }
}
