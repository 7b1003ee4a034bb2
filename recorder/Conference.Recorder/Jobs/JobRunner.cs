using System.Collections.Concurrent;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Jobs;

/// <summary>
/// Takes jobs from the queue, as many at a time as <see cref="RecorderOptions.ParallelJobs"/> says, and has their handlers do them. Every server with the
/// recorder role runs one. Told by the database's events; looks by itself now and then, because an event is a hint and a lease runs out in silence.
/// </summary>
internal sealed partial class JobRunner(
    IEnumerable<IJobHandler> handlers, JobStore jobs, RecordingStore recordings, LectureStore lectures, RecordingFileStore files, StorageEvents events, IObjectStore store,
    RecorderOptions options, RecorderMetrics metrics, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Recordings that became ready while no server could take note of it still get what each gets; all of an old archive at once, at the first start of this version, would
    /// take days.
    /// </summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(7);

    private readonly ILogger _logger = loggers.CreateLogger<JobRunner>();
    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(handler => handler.Kind);
    private readonly ConcurrentDictionary<Guid, (JobAttempt Attempt, Task Running)> _attempts = new();
    private readonly SemaphoreSlim _free = new(0);

    // A restarted server is another owner: what its killed predecessor held runs out, and is not mistaken for its own.
    private readonly string _owner = $"{options.RecorderId}/{Guid.NewGuid():N}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        DeleteLeftOvers();
        using var subscription = events.Subscribe();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // First, because it is quick and the list waits for its picture.
                await jobs.EnqueueForReadyAsync(JobKinds.Preview, time.GetUtcNow() - Remembered, stoppingToken);
                if (options.CompatibleRendition) await jobs.EnqueueForReadyAsync(JobKinds.Compatible, time.GetUtcNow() - Remembered, stoppingToken);
                while (_attempts.Count < options.ParallelJobs && await jobs.NextAsync(_owner, _handlers.Keys, options.LeaseDuration, stoppingToken) is { } job)
                    Begin(job, stoppingToken);
            }
            catch (Exception e)
            {
                // Cancelled in the middle of a query it may throw anything.
                if (!stoppingToken.IsCancellationRequested) LogDatabaseAway(e);
            }

            await WaitAsync(subscription, stoppingToken);
        }

        await Task.WhenAll(_attempts.Values.Select(entry => entry.Running));
    }

    public override void Dispose()
    {
        _free.Dispose();
        base.Dispose();
    }

    private void Begin(Job job, CancellationToken stoppingToken)
    {
        var attempt = new JobAttempt(
            job, _handlers[job.Kind], _owner, Path.Combine(options.WorkFolder, job.Id.ToString("N")), jobs, recordings, lectures, files, store,
            options.LeaseDuration, metrics, time, loggers.CreateLogger<JobAttempt>());
        var start = new TaskCompletionSource();
        _attempts[job.Id] = (attempt, RunAsync());
        start.SetResult();

        async Task RunAsync()
        {
            await start.Task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await attempt.RunAsync(stoppingToken);
            _attempts.TryRemove(job.Id, out _);
            attempt.Dispose();
            _free.Release();
        }
    }

    /// <summary>Returns when there may be something to do: a job changed, one of ours ended, or some time has passed.</summary>
    private async Task WaitAsync(StorageSubscription subscription, CancellationToken stoppingToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        enough.CancelAfter(PollInterval);
        var ended = _free.WaitAsync(enough.Token);
        var told = ToldAsync(subscription, enough.Token);
        await Task.WhenAny(ended, told);
        await enough.CancelAsync();
        await Task.WhenAll(ended, told).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ToldAsync(StorageSubscription subscription, CancellationToken cancellationToken)
    {
        var isWorthALook = false;
        while (!isWorthALook && await subscription.Events.WaitToReadAsync(cancellationToken))
        {
            while (subscription.Events.TryRead(out var happened))
            {
                if (happened is JobChanged changed && _attempts.TryGetValue(changed.JobId, out var entry)) entry.Attempt.Wake();
                else isWorthALook |= happened is JobChanged or RecordingChanged or StorageEventsResumed;
            }
        }
    }

    /// <summary>Of a predecessor that was killed.</summary>
    private void DeleteLeftOvers()
    {
        try
        {
            if (Directory.Exists(options.WorkFolder)) Directory.Delete(options.WorkFolder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogLeftOvers(options.WorkFolder, e);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The database does not answer; looking for jobs again soon")]
    private partial void LogDatabaseAway(Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "What an earlier run left in {Folder} cannot be deleted")]
    private partial void LogLeftOvers(string folder, Exception exception);
}
