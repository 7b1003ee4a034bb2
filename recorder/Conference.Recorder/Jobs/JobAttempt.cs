using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Jobs;

/// <summary>
/// One leased job, from the lease to its end: keeps the lease while the handler works, writes what came of it, and leaves nothing behind that nobody knows.
/// </summary>
/// <param name="owner">Of the lease.</param>
/// <param name="folder">For the handler; made and deleted here.</param>
internal sealed partial class JobAttempt(
    Job job, IJobHandler handler, string owner, string folder, JobStore jobs, RecordingStore recordings, LectureStore lectures, RecordingFileStore files, IObjectStore store,
    TimeSpan lease, RecorderMetrics metrics, TimeProvider time, ILogger<JobAttempt> logger) : IDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _lost = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private JobRun? _run;

    public Guid JobId => job.Id;

    /// <summary>The job's row changed: look at once whether the lease still stands.</summary>
    public void Wake()
    {
        if (_wake.CurrentCount == 0) _wake.Release();
    }

    /// <summary>Returns when the job is done, has failed, is nobody's any more, or the host stops. Throws nothing.</summary>
    public async Task RunAsync(CancellationToken hostStopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(hostStopping, _lost.Token);
        using var keeping = new CancellationTokenSource();
        var keep = KeepLeaseAsync(keeping.Token);
        var outcome = "done";
        metrics.JobBegun(job.Kind);
        try
        {
            if (!await WorkAsync(keeping, stop.Token, hostStopping)) outcome = "lost";
        }
        catch (Exception e) when (_lost.IsCancellationRequested)
        {
            outcome = "lost";
            LogLost(job.Kind, job.Id, e.Message);
            await AttemptAsync(() => DiscardAsync(CancellationToken.None));
        }
        catch (Exception) when (hostStopping.IsCancellationRequested)
        {
            outcome = "given-back";
            await AttemptAsync(() => DiscardFileAsync(CancellationToken.None));
            await AttemptAsync(() => jobs.GiveBackAsync(job.Id, owner, CancellationToken.None));
        }
        catch (Exception e)
        {
            var (failure, isFinal) = JobFailures.Of(e);
            outcome = failure;
            LogFailed(job.Kind, job.Id, job.RecordingId, job.Attempts, failure, e);
            await AttemptAsync(() => DiscardFileAsync(stop.Token));
            // What is whole stays for the next attempt, which a person may ask for.
            await AttemptAsync(() => RetryAsync(() => jobs.FailAsync(job.Id, owner, failure, isFinal, stop.Token), stop.Token));
        }
        finally
        {
            await keeping.CancelAsync();
            await keep.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await AttemptAsync(() => Task.Run(DeleteFolder, CancellationToken.None));
            metrics.JobEnded(job.Kind, outcome);
        }
    }

    public void Dispose()
    {
        _lost.Dispose();
        _wake.Dispose();
    }

    /// <summary>False when the job, or its recording, is gone.</summary>
    /// <param name="keeping">Cancelled when the work is done: the end of a job is the end of its lease, which must not be taken for a loss.</param>
    private async Task<bool> WorkAsync(CancellationTokenSource keeping, CancellationToken cancellationToken, CancellationToken hostStopping)
    {
        if (await recordings.FindAsync(job.RecordingId, cancellationToken) is not { } recording) return false;
        Directory.CreateDirectory(folder);
        await DiscardOlderAsync(cancellationToken);
        _run = new JobRun(job, recording, await lectures.ListParticipantsAsync(recording.LectureId, cancellationToken), folder);
        LogBegun(job.Kind, job.Id, job.RecordingId, job.Attempts);
        var since = time.GetTimestamp();
        var file = await handler.RunAsync(_run, cancellationToken);
        await keeping.CancelAsync();
        var replaced = await RetryAsync(() => jobs.CompleteAsync(job.Id, owner, file, hostStopping), hostStopping);
        if (!replaced.IsDone && !await IsKnownAsync(hostStopping))
        {
            await DiscardAsync(hostStopping);
            return false;
        }

        LogDone(job.Kind, job.Id, job.RecordingId, time.GetElapsedTime(since).TotalSeconds);
        if (replaced.Before is { } before) await AttemptAsync(() => DeleteAsync(before.Prefix + "/", hostStopping));
        await AttemptAsync(() => DeleteAsync(_run.WorkPrefix + "/", hostStopping));
        return true;
    }

    private async Task KeepLeaseAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _wake.WaitAsync(lease / 3, cancellationToken);
            try
            {
                if (await jobs.RenewAsync(job.Id, owner, lease, _run?.ProgressPermille ?? 0, cancellationToken)) continue;
                await _lost.CancelAsync();
                return;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // While the database is away nobody can take the job over, so the work goes on; at the end the database decides whose it is.
                LogDatabaseAway(job.Kind, job.Id, e);
            }
        }
    }

    private async Task<T> RetryAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await action();
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogDatabaseAway(job.Kind, job.Id, e);
            }

            await Task.Delay(RetryInterval, time, cancellationToken);
        }
    }

    /// <summary>What killed attempts had stored and could not tell anybody of.</summary>
    private async Task DiscardOlderAsync(CancellationToken cancellationToken)
    {
        var known = await files.FindAsync(job.RecordingId, job.Kind, job.Variant, cancellationToken);
        await foreach (var stored in store.ListAsync(JobRun.FilePrefixes(job), cancellationToken))
        {
            if (known is null || !stored.Key.StartsWith(known.Prefix + "/", StringComparison.Ordinal)) await store.DeleteAsync(stored.Key, cancellationToken);
        }
    }

    private async Task DiscardAsync(CancellationToken cancellationToken)
    {
        await DiscardFileAsync(cancellationToken);
        // Lost to another recorder it goes on there, with these pieces; cancelled, nobody needs them.
        if (await jobs.FindAsync(job.Id, cancellationToken) is { State: JobState.Queued or JobState.Running }) return;
        await DeleteAsync($"recordings/{job.RecordingId:N}/work/{job.Id:N}/", cancellationToken);
    }

    /// <summary>What this attempt has stored and nobody knows of.</summary>
    private async Task DiscardFileAsync(CancellationToken cancellationToken)
    {
        if (_run is { } run && !await IsKnownAsync(cancellationToken)) await DeleteAsync(run.FilePrefix + "/", cancellationToken);
    }

    /// <summary>The end was written although we were not told: the connection broke behind the commit.</summary>
    private async Task<bool> IsKnownAsync(CancellationToken cancellationToken) =>
        await files.FindAsync(job.RecordingId, job.Kind, job.Variant, cancellationToken) is { } known && known.Prefix == _run?.FilePrefix;

    private async Task DeleteAsync(string prefix, CancellationToken cancellationToken)
    {
        await foreach (var stored in store.ListAsync(prefix, cancellationToken)) await store.DeleteAsync(stored.Key, cancellationToken);
    }

    private void DeleteFolder()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private async Task AttemptAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e)
        {
            // Costs space only; the next attempt or the deletion of the recording takes it away.
            LogNotTidied(job.Kind, job.Id, e);
        }
    }
}
