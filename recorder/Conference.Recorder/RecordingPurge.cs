using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder;

/// <summary>
/// Deletes recordings whose time is over: first every object, then the rows, so that no object is ever left that no row knows of. Whatever interrupts it, it is
/// gone on with, here or on another server.
/// </summary>
internal sealed partial class RecordingPurge(
    RecordingRemovals removals, UploadStore uploads, IObjectStore store, RecorderOptions options, RecorderMetrics metrics, TimeProvider time, ILogger<RecordingPurge> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>A recording of three hours has some 20,000 objects.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(30);

    private readonly ILogger _logger = logger;
    private readonly string _owner = $"{options.RecorderId} (purge)";

    /// <summary>Deletes what is due now; returns how many recordings that were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        while (await removals.NextDueAsync(_owner, Lease, cancellationToken) is { } recording)
        {
            await PurgeAsync(recording, cancellationToken);
            count++;
        }

        return count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e)
            {
                // The store or the database is away; the lease runs out and it is gone on with.
                if (!stoppingToken.IsCancellationRequested) LogFailed(e);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PurgeAsync(Recording recording, CancellationToken cancellationToken)
    {
        var room = recording.Lecture!.Room!;
        var objects = 0;
        var prefixes = recording.Parts.SelectMany(part => part.Renditions).Select(rendition => rendition.ObjectPrefix + "/").Append($"recordings/{recording.Id:N}/").ToList();
        // The file that it was made of, if that was given up half-way.
        if (await uploads.OfRecordingAsync(recording.Id, cancellationToken) is { } upload) prefixes.Add(upload.ObjectPrefix);
        foreach (var prefix in prefixes)
        {
            await foreach (var stored in store.ListAsync(prefix, cancellationToken))
            {
                await store.DeleteAsync(stored.Key, cancellationToken);
                objects++;
            }
        }

        var spool = Path.Combine(options.SpoolFolder, recording.Id.ToString("N"));
        if (Directory.Exists(spool)) Directory.Delete(spool, recursive: true);
        if (!await removals.RemoveAsync(recording.Id, _owner, cancellationToken)) return;
        metrics.RecordingDeleted();
        LogDeleted(recording.Id, room.Title, room.Owner!.Name, recording.StartedAt ?? recording.RequestedAt, objects);
    }

    [LoggerMessage(1, LogLevel.Information, "Deleted recording {Recording} of \"{Room}\" ({Owner}), made {StartedAt:u}, with {Objects} objects: its time was over")]
    private partial void LogDeleted(Guid recording, string room, string owner, DateTimeOffset startedAt, int objects);

    [LoggerMessage(2, LogLevel.Warning, "Recordings whose time is over could not be deleted; it is tried again")]
    private partial void LogFailed(Exception exception);
}
