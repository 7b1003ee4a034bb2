using Conference.Recorder.Packaging;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder;

/// <summary>
/// Looks through the spool for recordings that no session of this recorder works on any more and that still have something there: renditions that ffmpeg could not
/// package at the time, and journals of a recorder whose work another server took over. They are finished here, late but whole.
/// </summary>
internal sealed partial class LeftOverSweep(
    RecordingLeases leases, RecordingStore recordings, LectureStore lectures, IObjectStore store, SpoolRoom room, string owner, RecorderOptions options,
    RecorderMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromHours(1);

    private readonly ILogger _logger = logger;
    private readonly Dictionary<Guid, (TimeSpan Delay, long Since)> _failed = [];

    /// <summary>Looks once.</summary>
    /// <param name="isRunning">True for a recording that a session of this process works on.</param>
    public async Task RunAsync(Func<Guid, bool> isRunning, CancellationToken cancellationToken)
    {
        foreach (var folder in Directory.GetDirectories(options.SpoolFolder))
        {
            if (!Guid.TryParseExact(Path.GetFileName(folder), "N", out var id) || isRunning(id)) continue;
            if (_failed.TryGetValue(id, out var failed) && time.GetElapsedTime(failed.Since) < failed.Delay) continue;
            if (await recordings.FindAsync(id, cancellationToken) is not { } recording)
            {
                if (_failed.TryAdd(id, (LastRetry, time.GetTimestamp()))) LogUnknown(id, folder);
                continue;
            }

            // In the trash nothing grows; what is taken out of it again is gone on with.
            if (recording.DeletedAt is not null) continue;
            // Not done, and ours or free: a session takes it up, with its left-overs.
            if (recording.State is not (RecordingState.Ready or RecordingState.Failed) && (recording.LeaseOwner is null || recording.LeaseOwner == owner)) continue;
            await FinishAsync(recording, folder, cancellationToken);
        }
    }

    private async Task FinishAsync(Recording recording, string folder, CancellationToken cancellationToken)
    {
        var rows = new RecordingRows(recording, leases, lectures, owner, options, time, _logger);
        var leftOvers = new LeftOvers(recording, folder, rows.Services(store, room, metrics));
        await leftOvers.AddPartsAsync(cancellationToken);
        var renditions = await leftOvers.FinishAsync(cancellationToken);
        LeftOvers.DeleteIfEmpty(folder);
        var stored = renditions.Select(rendition => rendition.Stored).OfType<Rendition>().ToList();
        foreach (var part in recording.Parts.Where(part => part.EndedAt is null))
        {
            var ends = stored.Where(rendition => rendition.PartId == part.Id).Select(rendition => rendition.StartMilliseconds + rendition.DurationMilliseconds).ToList();
            if (ends.Count > 0 && recording.StartedAt is { } start)
                await rows.RetryAsync(() => leases.EndPartAsync(part.Id, start.AddMilliseconds(ends.Max()), cancellationToken), cancellationToken);
        }

        if (stored.Count > 0)
        {
            var upTo = stored.Max(rendition => rendition.StartMilliseconds + rendition.DurationMilliseconds);
            await rows.RetryAsync(() => leases.AddLateAsync(recording.Id, upTo, cancellationToken), cancellationToken);
            LogLate(recording.Id, stored.Count);
        }

        if (!leftOvers.HasWaiting && renditions.All(rendition => rendition.Fault is null)) _failed.Remove(recording.Id);
        else _failed[recording.Id] = (_failed.TryGetValue(recording.Id, out var before) ? Longer(before.Delay) : FirstRetry, time.GetTimestamp());
    }

    private static TimeSpan Longer(TimeSpan delay) => delay * 2 < LastRetry ? delay * 2 : LastRetry;

    [LoggerMessage(1, LogLevel.Information, "Recording {Recording}: {Renditions} renditions that were left behind are stored now")]
    private partial void LogLate(Guid recording, int renditions);

    [LoggerMessage(2, LogLevel.Warning, "{Folder} holds media of recording {Recording}, which the database does not know; it is left there")]
    private partial void LogUnknown(Guid recording, string folder);
}
