using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Conference.Rooms.Tests;

public sealed class JobStoreTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    private const string Owner = "recorder-a";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_asked_for_twice_is_queued_once_and_stays_as_it_stands()
    {
        var recording = await AddRecordingAsync();
        var kind = NewKind();

        var first = await storage.Jobs.EnqueueAsync(recording.Id, kind, "a", null, Cancellation);
        Assert.Equal(first!.Id, (await storage.Jobs.NextAsync(Owner, [kind], Lease, Cancellation))!.Id);
        var second = await storage.Jobs.EnqueueAsync(recording.Id, kind, "a", recording.RequestedById, Cancellation);
        var other = await storage.Jobs.EnqueueAsync(recording.Id, kind, "b", null, Cancellation);

        Assert.Equal((first.Id, JobState.Running), (second!.Id, second.State));
        Assert.NotEqual(first.Id, other!.Id);
        Assert.Equal([first.Id, other.Id], (await storage.Jobs.ListAsync(recording.Id, Cancellation)).Select(job => job.Id));
        Assert.Null(await storage.Jobs.EnqueueAsync(Guid.NewGuid(), kind, "a", null, Cancellation));
    }

    [Fact]
    public async Task Recorders_that_look_at_the_same_moment_take_every_job_once()
    {
        var recording = await AddRecordingAsync();
        var kind = NewKind();
        for (var i = 0; i < 40; i++) await storage.Jobs.EnqueueAsync(recording.Id, kind, $"{i}", null, Cancellation);
        var taken = new ConcurrentBag<Guid>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async recorder =>
        {
            while (await storage.Jobs.NextAsync($"recorder-{recorder}", [kind], Lease, Cancellation) is { } job) taken.Add(job.Id);
        }));

        Assert.Equal(40, taken.Count);
        Assert.Equal(40, taken.Distinct().Count());
    }

    [Fact]
    public async Task What_a_person_waits_for_comes_first_then_what_is_older_and_only_what_the_recorder_knows()
    {
        var recording = await AddRecordingAsync();
        var (known, unknown) = (NewKind(), NewKind());
        await storage.Jobs.EnqueueAsync(recording.Id, unknown, "", recording.RequestedById, Cancellation);
        await storage.Jobs.EnqueueAsync(recording.Id, known, "old", null, Cancellation);
        await storage.Jobs.EnqueueAsync(recording.Id, known, "new", null, Cancellation);
        await storage.Jobs.EnqueueAsync(recording.Id, known, "wanted", recording.RequestedById, Cancellation);
        var order = new List<string>();

        while (await storage.Jobs.NextAsync(Owner, [known], Lease, Cancellation) is { } job) order.Add(job.Variant);

        Assert.Equal(["wanted", "old", "new"], order);
    }

    [Fact]
    public async Task A_job_whose_lease_ran_out_is_another_recorders_and_the_first_can_write_no_more()
    {
        var (id, kind) = await EnqueueAsync();
        Assert.NotNull(await storage.Jobs.NextAsync(Owner, [kind], TimeSpan.Zero, Cancellation));

        var again = await storage.Jobs.NextAsync("recorder-b", [kind], Lease, Cancellation);

        Assert.Equal((id, 2), (again!.Id, again.Attempts));
        Assert.False(await storage.Jobs.RenewAsync(id, Owner, Lease, 500, Cancellation));
        Assert.False(await storage.Jobs.FailAsync(id, Owner, "internal", false, Cancellation));
        Assert.False(await storage.Jobs.GiveBackAsync(id, Owner, Cancellation));
        Assert.False((await storage.Jobs.CompleteAsync(id, Owner, File(again), Cancellation)).IsDone);
        Assert.Empty(await storage.RecordingFiles.ListAsync(again.RecordingId, Cancellation));
        Assert.True(await storage.Jobs.RenewAsync(id, "recorder-b", Lease, 500, Cancellation));
        Assert.Equal(500, (await storage.Jobs.FindAsync(id, Cancellation))!.ProgressPermille);
    }

    [Fact]
    public async Task A_finished_job_leaves_its_file_in_the_place_of_the_one_before()
    {
        var (id, kind) = await EnqueueAsync();
        var job = (await storage.Jobs.NextAsync(Owner, [kind], Lease, Cancellation))!;
        var (first, second) = (File(job), File(job));

        Assert.Equal((true, null), await storage.Jobs.CompleteAsync(id, Owner, first, Cancellation));
        Assert.False(await storage.Jobs.CancelAsync(id, Cancellation));
        Assert.True(await storage.Jobs.RestartAsync(id, null, Cancellation));
        Assert.False(await storage.Jobs.RestartAsync(id, null, Cancellation));
        await storage.Jobs.NextAsync(Owner, [kind], Lease, Cancellation);
        var replaced = await storage.Jobs.CompleteAsync(id, Owner, second, Cancellation);

        Assert.Equal((true, first.ObjectKey), (replaced.IsDone, replaced.Before?.ObjectKey));
        Assert.Equal(second.Id, Assert.Single(await storage.RecordingFiles.ListAsync(job.RecordingId, Cancellation)).Id);
        var done = await storage.Jobs.FindAsync(id, Cancellation);
        Assert.Equal((JobState.Done, 1000, null), (done!.State, done.ProgressPermille, done.LeaseOwner));
        Assert.True(await storage.RecordingFiles.RemoveAsync(second.Id, Cancellation));
        Assert.Null(await storage.RecordingFiles.FindAsync(job.RecordingId, kind, job.Variant, Cancellation));
    }

    [Fact]
    public async Task A_failure_is_tried_again_later_each_time_and_in_the_end_no_more()
    {
        var time = new ManualTime(DateTimeOffset.UtcNow);
        var jobs = new JobStore(storage.Contexts, time);
        var kind = NewKind();
        var id = (await jobs.EnqueueAsync((await AddRecordingAsync()).Id, kind, "", null, Cancellation))!.Id;
        var rests = new List<int>();
        for (var attempt = 1; attempt < JobStore.MostAttempts; attempt++)
        {
            Assert.Equal(attempt, (await jobs.NextAsync(Owner, [kind], Lease, Cancellation))!.Attempts);
            Assert.True(await jobs.FailAsync(id, Owner, "store-unavailable", false, Cancellation));
            var waiting = (await jobs.FindAsync(id, Cancellation))!;
            Assert.Equal((JobState.Queued, "store-unavailable"), (waiting.State, waiting.Failure));
            Assert.Null(await jobs.NextAsync(Owner, [kind], Lease, Cancellation));
            var rest = waiting.NotBefore - time.GetUtcNow();
            rests.Add((int)Math.Round(rest.TotalSeconds));
            time.Advance(rest + TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal([10, 60, 360], rests);
        await jobs.NextAsync(Owner, [kind], Lease, Cancellation);
        Assert.True(await jobs.FailAsync(id, Owner, "encoder-failed", false, Cancellation));
        var failed = (await jobs.FindAsync(id, Cancellation))!;
        Assert.Equal((JobState.Failed, "encoder-failed"), (failed.State, failed.Failure));
        Assert.True(await jobs.RestartAsync(id, null, Cancellation));
        var anew = (await jobs.NextAsync(Owner, [kind], Lease, Cancellation))!;
        Assert.Equal((1, null), (anew.Attempts, anew.Failure));
        Assert.True(await jobs.FailAsync(id, Owner, "layout-unknown", true, Cancellation));
        Assert.Equal(JobState.Failed, (await jobs.FindAsync(id, Cancellation))!.State);
    }

    [Fact]
    public async Task A_job_that_its_server_gave_back_is_free_at_once_and_the_attempt_does_not_count()
    {
        var (id, kind) = await EnqueueAsync();
        await storage.Jobs.NextAsync(Owner, [kind], Lease, Cancellation);

        Assert.True(await storage.Jobs.GiveBackAsync(id, Owner, Cancellation));

        Assert.Equal(1, (await storage.Jobs.NextAsync("recorder-b", [kind], Lease, Cancellation))!.Attempts);
    }

    [Fact]
    public async Task A_job_that_kills_its_servers_is_not_taken_up_for_ever()
    {
        var (id, kind) = await EnqueueAsync();
        for (var attempt = 0; attempt < JobStore.MostAttempts; attempt++)
            Assert.NotNull(await storage.Jobs.NextAsync(Owner, [kind], TimeSpan.Zero, Cancellation));

        Assert.Null(await storage.Jobs.NextAsync(Owner, [kind], TimeSpan.Zero, Cancellation));

        var failed = (await storage.Jobs.FindAsync(id, Cancellation))!;
        Assert.Equal((JobState.Failed, JobStore.Interrupted), (failed.State, failed.Failure));
    }

    [Fact]
    public async Task A_cancelled_job_is_nobodys()
    {
        var (id, kind) = await EnqueueAsync();
        await storage.Jobs.NextAsync(Owner, [kind], Lease, Cancellation);

        Assert.True(await storage.Jobs.CancelAsync(id, Cancellation));

        Assert.False(await storage.Jobs.RenewAsync(id, Owner, Lease, 0, Cancellation));
        Assert.Null(await storage.Jobs.NextAsync(Owner, [kind], Lease, Cancellation));
        Assert.False(await storage.Jobs.CancelAsync(id, Cancellation));
    }

    [Fact]
    public async Task A_queued_and_a_cancelled_job_are_heard_of_and_progress_is_not()
    {
        using var subscription = storage.Events.Subscribe();
        await storage.Events.StartAsync(Cancellation);
        await foreach (var happened in subscription.Events.ReadAllAsync(Cancellation))
        {
            if (happened is StorageEventsResumed) break;
        }

        var (id, kind) = await EnqueueAsync();
        var recording = (await storage.Jobs.FindAsync(id, Cancellation))!.RecordingId;
        await storage.Jobs.NextAsync(Owner, [kind], Lease, Cancellation);
        await storage.Jobs.RenewAsync(id, Owner, Lease, 10, Cancellation);
        await storage.Jobs.CancelAsync(id, Cancellation);
        await storage.Jobs.RestartAsync(id, null, Cancellation);

        var heard = new List<StorageEvent>();
        while (heard.Count < 4)
        {
            if (await subscription.Events.ReadAsync(Cancellation) is JobChanged changed && changed.JobId == id) heard.Add(changed);
        }

        Assert.All(heard, changed => Assert.Equal(new JobChanged(id, recording), changed));
        await storage.Events.StopAsync(Cancellation);
        while (subscription.Events.TryRead(out var more)) Assert.NotEqual(new JobChanged(id, recording), more);
    }

    private static string NewKind() => $"kind-{Guid.NewGuid():N}";

    private static RecordingFile File(Job job) => new()
    {
        Id = Guid.CreateVersion7(), RecordingId = job.RecordingId, Kind = job.Kind, Variant = job.Variant, ObjectKey = $"recordings/r/files/{Guid.NewGuid():N}/video.mp4",
        ContentType = "video/mp4", Bytes = 1, DurationMilliseconds = 1, CreatedAt = DateTimeOffset.UtcNow,
    };

    [Fact]
    public async Task What_every_recording_gets_is_made_once_and_again_when_the_recording_has_grown_meanwhile()
    {
        var (recording, kind, since) = (await AddRecordingAsync(), NewKind(), DateTimeOffset.UtcNow.AddDays(-1));
        await using var context = await storage.OpenContextAsync();
        await context.Recordings.Where(r => r.Id == recording.Id).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.State, RecordingState.Ready).SetProperty(r => r.EndedAt, DateTimeOffset.UtcNow), Cancellation);
        async Task<Guid?> MadeAsync()
        {
            await storage.Jobs.EnqueueForReadyAsync(kind, since, Cancellation);
            if (await storage.Jobs.NextAsync(Owner, [kind], Lease, Cancellation) is not { } job || job.RecordingId != recording.Id) return null;
            await storage.Jobs.CompleteAsync(job.Id, Owner, null, Cancellation);
            return job.Id;
        }

        var first = await MadeAsync();
        Assert.NotNull(first);
        Assert.Null(await MadeAsync());
        Assert.True(await storage.Leases.AddLateAsync(recording.Id, 61_000, Cancellation));
        Assert.Equal(first, await MadeAsync());
        Assert.Null(await MadeAsync());
    }

    private async Task<Recording> AddRecordingAsync()
    {
        var lecture = await storage.StartLectureAsync();
        return (await storage.Recordings.RequestAsync(lecture.Id, lecture.Room!.OwnerId, Cancellation))!;
    }

    private async Task<(Guid Id, string Kind)> EnqueueAsync()
    {
        var kind = NewKind();
        return ((await storage.Jobs.EnqueueAsync((await AddRecordingAsync()).Id, kind, "", null, Cancellation))!.Id, kind);
    }
}
