using Conference.Recorder.Packaging;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder;

/// <summary>
/// What an earlier run journaled of a recording, and did not package or store: its folder in the spool. A Part of which the database does not know yet becomes the recording's at once, as if its row
/// had been written when it began; the row follows (<see cref="AddPartsAsync"/>), and then what was journaled (<see cref="FinishAsync"/>).
/// </summary>
internal sealed partial class LeftOvers
{
    private readonly Recording _recording;
    private readonly RecorderServices _services;
    private readonly ILogger _logger;
    private readonly List<string> _folders = [];
    private readonly List<(PendingPart Part, string Folder)> _pending = [];

    /// <summary>As they are now: the session adds its own next ones meanwhile.</summary>
    private readonly List<Part> _parts;

    public LeftOvers(Recording recording, string folder, RecorderServices services)
    {
        _recording = recording;
        _services = services;
        _logger = services.Logger;
        // Before the next Part begins here.
        var noted = new List<(PendingPart Part, string Folder)>();
        foreach (var path in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
        {
            // Its recorder died before its first frame.
            if (!Directory.EnumerateDirectories(path).Any()) Directory.Delete(path, recursive: true);
            else if (!PendingPart.TryLoad(path, out var part)) Nameless(path);
            else if (part is null) _folders.Add(path);
            else noted.Add((part, path));
        }

        foreach (var (part, path) in noted.OrderBy(left => left.Part.StartedAt))
        {
            if (Adopt(part, path)) _folders.Add(path);
        }

        _parts = [.. recording.Parts];
    }

    /// <summary>There is a Part whose row cannot be written now; its journals stay.</summary>
    public bool HasWaiting { get; private set; }

    /// <summary>Writes the rows that are missing, in the order of time; returns when the database has them.</summary>
    public async Task AddPartsAsync(CancellationToken cancellationToken)
    {
        foreach (var (part, folder) in _pending)
        {
            var added = await _services.AddPartAsync(part, cancellationToken);
            if (added.IsThere)
            {
                LogPartAdded(_recording.Id, added.Part.Number, part.StartedAt);
                // A pause may have been written meanwhile.
                if (_parts.Find(known => known.Id == part.Id) is { } known) (known.EndedAt, known.EndsInPause) = (added.Part.EndedAt, added.Part.EndsInPause);
                PendingPart.Forget(folder);
                continue;
            }

            _folders.Remove(folder);
            if (added.Refusal == PartRefusal.Paused)
            {
                LogDiscarded(_recording.Id, part.StartedAt);
                Directory.Delete(folder, recursive: true);
            }
            else Wait(folder, added.Refusal);
        }
    }

    /// <summary>Packages and stores all of it, once the rows are written. What cannot be packaged now stays where it is, with a fault.</summary>
    public async Task<IReadOnlyList<RenditionRecorder>> FinishAsync(CancellationToken cancellationToken)
    {
        var renditions = await Task.Run(() => _folders.SelectMany(OpenPart).ToList(), cancellationToken);
        if (renditions.Count > 0) LogLeftOvers(_recording.Id, renditions.Count);
        try
        {
            await Task.WhenAll(renditions.Select(rendition => Task.Run(() => rendition.RunAsync(cancellationToken), cancellationToken)));
        }
        finally
        {
            foreach (var rendition in renditions) rendition.Dispose();
        }

        return renditions;
    }

    public static void DeleteIfEmpty(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var child in Directory.GetDirectories(folder)) DeleteIfEmpty(child);
        if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }

    /// <summary>False when it has to wait, or holds nothing.</summary>
    private bool Adopt(PendingPart part, string folder)
    {
        if (!Directory.EnumerateFiles(folder, "journal-*.mkv", SearchOption.AllDirectories).Any())
        {
            Directory.Delete(folder, recursive: true);
            return false;
        }

        var isKnown = _recording.Parts.Exists(known => known.Id == part.Id);
        if (!isKnown && _recording.StartedAt > part.StartedAt && _recording.State is not (RecordingState.Ready or RecordingState.Failed))
        {
            Wait(folder, PartRefusal.TooEarly);
            return false;
        }

        // The row may be there and the note as well: whoever wrote it died in this moment.
        _pending.Add((part, folder));
        if (!isKnown && !_recording.WasPausedAt(part.StartedAt))
            _recording.Insert(new Part { Id = part.Id, RecordingId = part.RecordingId, StartedAt = part.StartedAt, RecorderId = part.RecorderId });
        return true;
    }

    private void Nameless(string folder)
    {
        HasWaiting = true;
        LogNameless(_recording.Id, folder);
    }

    private void Wait(string folder, PartRefusal refusal)
    {
        HasWaiting = true;
        LogPartRefused(_recording.Id, folder, refusal);
    }

    /// <summary>When a pause or the stop ended the Part; null when neither did.</summary>
    private DateTimeOffset? EndOf(Guid partId) => _parts.Find(part => part.Id == partId) is { EndsInPause: true } paused ? paused.EndedAt : _recording.StopRequestedAt;

    private IEnumerable<RenditionRecorder> OpenPart(string part)
    {
        try
        {
            // While the voices' journals are there.
            var restored = MixTail.Restore(part, EndOf);
            if (restored > 0) LogMixRestored(_recording.Id, restored / 1e6);
        }
        catch (IOException e)
        {
            // A full disk empties only as the rest gets into the store. The voices themselves are whole.
            LogMixTorn(_recording.Id, e);
        }

        return Directory.GetDirectories(part).Select(Open).OfType<RenditionRecorder>();
    }

    private RenditionRecorder? Open(string path)
    {
        if (RenditionRecorder.OpenLeftOver(path, _services) is { } rendition)
        {
            // Whoever died may have noticed that end too late, or never.
            if (EndOf(rendition.Identity.PartId) is { } end) rendition.EndAt((end - rendition.Identity.StartedAt).Ticks / TimeSpan.TicksPerMicrosecond);
            return rendition;
        }

        // Torn before its first frame; a journal without its description stays for a person to look at.
        if (Directory.GetFiles(path, "journal-*.mkv").Length == 0) Directory.Delete(path, recursive: true);
        else LogNameless(_recording.Id, path);
        return null;
    }

    [LoggerMessage(1, LogLevel.Information, "Recording {Recording}: finishing {Renditions} renditions that an earlier run left in the spool")]
    private partial void LogLeftOvers(Guid recording, int renditions);

    [LoggerMessage(2, LogLevel.Error, "Recording {Recording}: {Folder} holds a journal and does not say of what")]
    private partial void LogNameless(Guid recording, string folder);

    [LoggerMessage(3, LogLevel.Information, "Recording {Recording}: the last {Seconds:F2} s of a mix were made from the voices")]
    private partial void LogMixRestored(Guid recording, double seconds);

    [LoggerMessage(4, LogLevel.Error, "Recording {Recording}: the disk refuses the end of the mix; what was said last is heard in the single voices only")]
    private partial void LogMixTorn(Guid recording, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "Recording {Recording}: Part {Part}, which began at {StartedAt:u}, was journaled before the database knew of it; its row is there now")]
    private partial void LogPartAdded(Guid recording, int part, DateTimeOffset startedAt);

    [LoggerMessage(6, LogLevel.Warning, "Recording {Recording}: what was captured from {StartedAt:u} on is deleted: the recording was paused then")]
    private partial void LogDiscarded(Guid recording, DateTimeOffset startedAt);

    [LoggerMessage(7, LogLevel.Warning, "Recording {Recording}: {Folder} holds a Part of which the database does not know, and which cannot be added now ({Refusal}); it waits there")]
    private partial void LogPartRefused(Guid recording, string folder, PartRefusal refusal);
}
