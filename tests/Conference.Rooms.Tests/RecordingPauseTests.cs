namespace Conference.Rooms.Tests;

public sealed class RecordingPauseTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pause_ends_the_running_Part_and_lets_none_begin_until_it_is_over()
    {
        var lecture = await storage.StartLectureAsync();
        Assert.Null(await storage.Recordings.PauseAsync(lecture.Id, Cancellation));
        Assert.Null(await storage.Recordings.ResumeAsync(lecture.Id, Cancellation));
        var id = await LeaseAsync(lecture);
        Assert.False(await storage.Recordings.ResumeAsync(lecture.Id, Cancellation));
        var part = await BeginPartAsync(id, DateTimeOffset.UtcNow);
        Assert.Null(await storage.Leases.PauseOfPartAsync(part.Id, Cancellation));

        Assert.True(await storage.Recordings.PauseAsync(lecture.Id, Cancellation));
        Assert.False(await storage.Recordings.PauseAsync(lecture.Id, Cancellation));

        var paused = await storage.Recordings.FindAsync(id, Cancellation);
        Assert.NotNull(paused!.PausedAt);
        Assert.Equal((true, paused.PausedAt), (paused.Parts[0].EndsInPause, paused.Parts[0].EndedAt));
        Assert.Equal(paused.PausedAt, await storage.Leases.PauseOfPartAsync(part.Id, Cancellation));
        Assert.Equal(new AddedPart(null, PartRefusal.Paused), await storage.Leases.AddPartAsync(id, Guid.CreateVersion7(), Owner(id), DateTimeOffset.UtcNow, Cancellation));

        Assert.True(await storage.Recordings.ResumeAsync(lecture.Id, Cancellation));
        Assert.Null((await storage.Recordings.FindAsync(id, Cancellation))!.PausedAt);
        Assert.Equal(2, (await BeginPartAsync(id, DateTimeOffset.UtcNow)).Number);
    }

    [Fact]
    public async Task A_Part_that_a_stopping_server_ended_keeps_its_end_when_the_pause_comes_later()
    {
        var lecture = await storage.StartLectureAsync();
        var id = await LeaseAsync(lecture);
        var part = await BeginPartAsync(id, DateTimeOffset.UtcNow.AddMinutes(-2));
        var ended = new DateTimeOffset(2030, 3, 4, 10, 0, 0, TimeSpan.Zero);
        await storage.Leases.EndPartAsync(part.Id, ended, Cancellation);

        Assert.True(await storage.Recordings.PauseAsync(lecture.Id, Cancellation));

        Assert.Equal(ended, await storage.Leases.PauseOfPartAsync(part.Id, Cancellation));
    }

    [Fact]
    public async Task The_pause_of_one_lecture_is_not_anothers()
    {
        var (mine, other) = (await storage.StartLectureAsync(), await storage.StartLectureAsync());
        var (id, otherId) = (await LeaseAsync(mine), await LeaseAsync(other));
        var otherPart = await BeginPartAsync(otherId, DateTimeOffset.UtcNow);

        Assert.True(await storage.Recordings.PauseAsync(mine.Id, Cancellation));

        Assert.NotNull((await storage.Recordings.FindAsync(id, Cancellation))!.PausedAt);
        Assert.Null((await storage.Recordings.FindAsync(otherId, Cancellation))!.PausedAt);
        Assert.Null(await storage.Leases.PauseOfPartAsync(otherPart.Id, Cancellation));
    }

    [Fact]
    public async Task What_runs_no_more_is_neither_paused_nor_resumed()
    {
        var lecture = await storage.StartLectureAsync();
        await LeaseAsync(lecture);
        Assert.True(await storage.Recordings.RequestStopAsync(lecture.Id, Cancellation));

        Assert.Null(await storage.Recordings.PauseAsync(lecture.Id, Cancellation));
        Assert.Null(await storage.Recordings.ResumeAsync(lecture.Id, Cancellation));
    }

    private async Task<Part> BeginPartAsync(Guid recording, DateTimeOffset startedAt) =>
        (await storage.Leases.AddPartAsync(recording, Guid.CreateVersion7(), Owner(recording), startedAt, Cancellation)).Part!;

    private static string Owner(Guid recording) => $"recorder-{recording}";

    private async Task<Guid> LeaseAsync(Lecture lecture)
    {
        var id = (await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation))!.Id;
        await using var context = await storage.OpenContextAsync();
        var row = await context.Recordings.FindAsync([id], Cancellation);
        (row!.LeaseOwner, row.LeaseUntil) = (Owner(id), DateTimeOffset.UtcNow + Lease);
        await context.SaveChangesAsync(Cancellation);
        return id;
    }
}
