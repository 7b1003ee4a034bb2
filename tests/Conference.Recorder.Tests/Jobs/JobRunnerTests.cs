using Conference.Recorder.Jobs;
using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Recorder.Tests.Jobs;

/// <summary>What servers do with jobs, whatever these are.</summary>
public sealed class JobRunnerTests : IAsyncLifetime
{
    private const string Kind = "test";
    private const long Second = 1_000_000;
    private FinishedRecording? _recording;

    private FinishedRecording Recording => _recording!;

    public async ValueTask InitializeAsync()
    {
        var part = new RecordedPart();
        var ann = new Publisher();
        ann.Add(Sfu.Control.TrackSource.Microphone, "opus", Sounds.Encode(1, Second, Sounds.Tone(400)));
        await part.RecordAsync(0, 3 * Second, ann);
        _recording = await FinishedRecording.CreateAsync(part, ann);
    }

    public ValueTask DisposeAsync() => Recording.DisposeAsync();

    [Fact]
    public async Task A_job_is_done_once_by_one_of_two_servers_and_its_file_is_known()
    {
        var runs = 0;
        var handler = new TestHandler(async (run, cancellationToken) =>
        {
            Interlocked.Increment(ref runs);
            await Recording.Store.PutAsync($"{run.WorkPrefix}/piece", new MemoryStream([1]), "text/plain", cancellationToken);
            await run.StoreAsync(Recording.Store, "content");
            return run.Result("text", "text/plain", 7, 0, DateTimeOffset.UtcNow);
        });
        await Recording.ServeAsync("one", handler.Add);
        await Recording.ServeAsync("two", handler.Add, spool: "another");

        var job = await Recording.EndAsync((await Recording.EnqueueAsync(Kind, "")).Id);

        Assert.Equal((JobState.Done, 1, 1), (job.State, job.Attempts, runs));
        Assert.Equal("content", await File.ReadAllTextAsync(await Recording.FetchAsync(job), TestContext.Current.CancellationToken));
        // Its pieces are needed no more.
        using var gone = new Signal();
        gone.Watch(Recording.Folder, "*");
        await gone.UntilAsync(() => StoredFiles().Length == 1);
    }

    [Fact]
    public async Task A_new_file_takes_the_place_of_the_old_one_whose_objects_go()
    {
        var handler = new TestHandler(async (run, cancellationToken) =>
        {
            await run.StoreAsync(Recording.Store, "content");
            return run.Result("text", "text/plain", 7, 0, DateTimeOffset.UtcNow);
        });
        await Recording.ServeAsync(more: handler.Add);
        var job = await Recording.EndAsync((await Recording.EnqueueAsync(Kind, "")).Id);
        // As a server leaves it that is killed between the store and the database.
        var orphan = JobRun.FilePrefixes(job) + Guid.NewGuid().ToString("N") + "/text";
        await Recording.Store.PutAsync(orphan, new MemoryStream([1]), "text/plain", TestContext.Current.CancellationToken);

        await Recording.Jobs.RestartAsync(job.Id, null, TestContext.Current.CancellationToken);
        await Recording.WaitAsync(job.Id, found => found.State == JobState.Done && found.RequestedAt > job.RequestedAt);
        var file = await Recording.Files.FindAsync(Recording.Id, Kind, "", TestContext.Current.CancellationToken);
        using var gone = new Signal();
        gone.Watch(Recording.Folder, "*");
        await gone.UntilAsync(() => StoredFiles().Length == 1);
        Assert.EndsWith(file!.ObjectKey, Assert.Single(StoredFiles()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_whose_end_was_written_unheard_is_not_taken_away()
    {
        var handler = new TestHandler(async (run, cancellationToken) =>
        {
            await run.StoreAsync(Recording.Store, "content");
            var file = run.Result("text", "text/plain", 7, 0, DateTimeOffset.UtcNow);
            // As when the answer to the commit is lost: it is done, and the runner will try it once more.
            Assert.True((await Recording.Jobs.CompleteAsync(run.Job.Id, run.Job.LeaseOwner!, file, cancellationToken)).IsDone);
            return file;
        });
        var server = await Recording.ServeAsync(more: handler.Add);

        var job = await Recording.EndAsync((await Recording.EnqueueAsync(Kind, "")).Id);
        await Recording.StopAsync(server);

        Assert.Equal(JobState.Done, job.State);
        Assert.Equal("content", await File.ReadAllTextAsync(await Recording.FetchAsync(job), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_failure_is_named_and_tried_again_and_a_final_one_is_not()
    {
        var handler = new TestHandler((run, _) => run.Job.Variant == "final"
            ? throw new JobFailedException("no-such-thing", "There is no such thing.", isFinal: true)
            : throw new ObjectStoreException("away", isTransient: true));
        await Recording.ServeAsync(more: handler.Add);

        var away = await Recording.WaitAsync((await Recording.EnqueueAsync(Kind, "away")).Id, job => job.Failure is not null);
        var final = await Recording.EndAsync((await Recording.EnqueueAsync(Kind, "final")).Id);

        Assert.Equal((JobState.Queued, "store-unavailable"), (away.State, away.Failure));
        Assert.Equal((JobState.Failed, "no-such-thing"), (final.State, final.Failure));
    }

    [Fact]
    public async Task A_server_that_stops_gives_the_job_back_and_another_goes_on()
    {
        var begun = new TaskCompletionSource<string>();
        var waiting = new TestHandler(async (run, cancellationToken) =>
        {
            begun.SetResult(run.Folder);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        });
        var first = await Recording.ServeAsync("one", waiting.Add);
        var id = (await Recording.EnqueueAsync(Kind, "")).Id;
        var folder = await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(Directory.Exists(folder));

        await Recording.StopAsync(first);

        var free = (await Recording.Jobs.FindAsync(id, TestContext.Current.CancellationToken))!;
        Assert.Equal((JobState.Queued, 0, null), (free.State, free.Attempts, free.LeaseOwner));
        Assert.False(Directory.Exists(folder));
        await Recording.ServeAsync("two", new TestHandler((_, _) => Task.FromResult<RecordingFile?>(null)).Add);
        Assert.Equal(JobState.Done, (await Recording.EndAsync(id)).State);
    }

    [Fact]
    public async Task A_cancelled_job_ends_at_once_and_leaves_nothing_in_the_store()
    {
        var begun = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        var handler = new TestHandler(async (run, cancellationToken) =>
        {
            await run.StoreAsync(Recording.Store, "half");
            await Recording.Store.PutAsync($"{run.WorkPrefix}/piece", new MemoryStream([1]), "text/plain", cancellationToken);
            begun.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                ended.SetResult();
            }

            return null;
        });
        var server = await Recording.ServeAsync(more: handler.Add);
        var id = (await Recording.EnqueueAsync(Kind, "")).Id;
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.True(await Recording.Jobs.CancelAsync(id, TestContext.Current.CancellationToken));

        await ended.Task.WaitAsync(TestContext.Current.CancellationToken);
        await Recording.StopAsync(server);
        Assert.Equal(JobState.Cancelled, (await Recording.Jobs.FindAsync(id, TestContext.Current.CancellationToken))!.State);
        Assert.Empty(StoredFiles());
    }

    [Fact]
    public async Task What_a_killed_server_left_on_its_disk_is_gone_after_the_next_start()
    {
        var work = Path.Combine(Recording.Folder, "spool.work", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(work);
        await File.WriteAllTextAsync(Path.Combine(work, "scene.h264"), "half", TestContext.Current.CancellationToken);

        await Recording.ServeAsync(more: new TestHandler((_, _) => Task.FromResult<RecordingFile?>(null)).Add);
        await Recording.EndAsync((await Recording.EnqueueAsync(Kind, "")).Id);

        Assert.False(Directory.Exists(work));
    }

    /// <summary>What lies in the store beneath the recording itself; its renditions are elsewhere.</summary>
    private string[] StoredFiles()
    {
        var folder = Path.Combine(Recording.Folder, "store", "recordings", Recording.Id.ToString("N"));
        return Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];
    }
}
