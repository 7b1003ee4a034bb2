using Conference.Recorder.Hls;
using Conference.Recorder.Storage;

namespace Conference.Recorder.Composing;

/// <summary>Brings a stretch of a rendition from the store, as a file that ffmpeg reads like any other: initialization segment and media segments, one behind the other.</summary>
internal static class Segments
{
    /// <param name="from">Microseconds of the rendition's time.</param>
    /// <param name="to">The same; the stretch needs one decoder configuration, that of its first segment.</param>
    /// <returns>False when the store has nothing of it.</returns>
    public static async Task<bool> FetchAsync(
        IObjectStore store, string prefix, IReadOnlyList<PlaylistSegment> segments, long from, long to, string path, CancellationToken cancellationToken)
    {
        var wanted = segments.Where(segment => segment.Start < to && segment.Start + segment.Duration > from).ToList();
        if (wanted.Count == 0) return false;
        var initialization = wanted[^1].InitializationUri;
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        if (initialization.Length == 0 || !await AppendAsync(store, $"{prefix}/{initialization}", file, cancellationToken)) return false;
        var found = false;
        foreach (var segment in wanted.Where(segment => segment.InitializationUri == initialization))
            found |= await AppendAsync(store, $"{prefix}/{segment.Uri}", file, cancellationToken);
        return found;
    }

    private static async Task<bool> AppendAsync(IObjectStore store, string key, FileStream file, CancellationToken cancellationToken)
    {
        await using var stored = await store.OpenAsync(key, null, cancellationToken);
        if (stored is null) return false;
        await stored.Content.CopyToAsync(file, cancellationToken);
        return true;
    }
}
