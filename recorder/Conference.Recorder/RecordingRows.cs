using Conference.Recorder.Packaging;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder;

/// <summary>One recording's rows as its recorder reads and writes them. While the database is away calls wait for it: a recording does not end for that.</summary>
internal sealed partial class RecordingRows(
    Recording recording, RecordingLeases leases, LectureStore lectures, string owner, RecorderOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;
    private readonly Dictionary<Guid, string> _names = [];

    public RecorderServices Services(IObjectStore store, SpoolRoom room, RecorderMetrics metrics) => new(store, room, options.FfmpegPath, metrics, time, _logger, NameOfAsync, AddPartAsync, SaveAsync);

    public async Task<T> RetryAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await action();
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogDatabaseAway(recording.Id, e);
            }

            await Task.Delay(RetryInterval, time, cancellationToken);
        }
    }

    private async Task<string?> NameOfAsync(Guid participant, CancellationToken cancellationToken)
    {
        lock (_names)
        {
            if (_names.TryGetValue(participant, out var known)) return known;
        }

        var all = await RetryAsync(() => lectures.ListParticipantsAsync(recording.LectureId, cancellationToken), cancellationToken);
        lock (_names)
        {
            foreach (var row in all) _names[row.Id] = row.Name;
            return _names.GetValueOrDefault(participant);
        }
    }

    private Task<AddedPart> AddPartAsync(PendingPart part, CancellationToken cancellationToken) => RetryAsync(
        () => leases.AddPartAsync(part.RecordingId, part.Id, part.RecorderId, part.StartedAt, cancellationToken), cancellationToken);

    private Task<bool> SaveAsync(Rendition rendition, bool isNew, CancellationToken cancellationToken) => RetryAsync(
        async () =>
        {
            // A new one may have been written by an earlier run that died before it knew.
            if (!await leases.UpdateRenditionAsync(rendition, cancellationToken) && !(isNew && await leases.AddRenditionAsync(rendition, cancellationToken))) return false;
            if (rendition.Kind == RenditionKind.Mix)
                await leases.SetDurationAsync(recording.Id, owner, rendition.StartMilliseconds + rendition.DurationMilliseconds, cancellationToken);
            return true;
        },
        cancellationToken);

    [LoggerMessage(1, LogLevel.Warning, "Recording {Recording}: the database does not answer; the recording goes on")]
    private partial void LogDatabaseAway(Guid recording, Exception exception);
}
