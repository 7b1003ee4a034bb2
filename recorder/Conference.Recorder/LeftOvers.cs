using Conference.Recorder.Packaging;
using Conference.Rooms.Model;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder;

/// <summary>What an earlier run journaled of a recording, and did not package or store: its folder in the spool.</summary>
internal sealed partial class LeftOvers(Recording recording, string folder, RecorderServices services)
{
    private readonly ILogger _logger = services.Logger;

    /// <summary>As they are now: the session adds its own next ones meanwhile.</summary>
    private readonly List<Part> _parts = [.. recording.Parts];

    /// <summary>Packages and stores all of it. What cannot be packaged now stays where it is, with a fault.</summary>
    public async Task<IReadOnlyList<RenditionRecorder>> FinishAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder)) return [];
        // Before the first wait: the next Part begins here meanwhile.
        var parts = Directory.GetDirectories(folder);
        var renditions = await Task.Run(() => parts.SelectMany(OpenPart).ToList(), cancellationToken);
        if (renditions.Count > 0) LogLeftOvers(recording.Id, renditions.Count);
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

    /// <summary>When a pause or the stop ended the Part; null when neither did.</summary>
    private DateTimeOffset? EndOf(Guid partId) => _parts.Find(part => part.Id == partId) is { EndsInPause: true } paused ? paused.EndedAt : recording.StopRequestedAt;

    private IEnumerable<RenditionRecorder> OpenPart(string part)
    {
        try
        {
            // While the voices' journals are there.
            var restored = MixTail.Restore(part, EndOf);
            if (restored > 0) LogMixRestored(recording.Id, restored / 1e6);
        }
        catch (IOException e)
        {
            // A full disk empties only as the rest gets into the store. The voices themselves are whole.
            LogMixTorn(recording.Id, e);
        }

        return Directory.GetDirectories(part).Select(Open).OfType<RenditionRecorder>();
    }

    private RenditionRecorder? Open(string path)
    {
        if (RenditionRecorder.OpenLeftOver(path, services) is { } rendition)
        {
            // Whoever died may have noticed that end too late, or never.
            if (EndOf(rendition.Identity.PartId) is { } end) rendition.EndAt((end - rendition.Identity.StartedAt).Ticks / TimeSpan.TicksPerMicrosecond);
            return rendition;
        }

        // Torn before its first frame; a journal without its description stays for a person to look at.
        if (Directory.GetFiles(path, "journal-*.mkv").Length == 0) Directory.Delete(path, recursive: true);
        else LogNameless(recording.Id, path);
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
}
