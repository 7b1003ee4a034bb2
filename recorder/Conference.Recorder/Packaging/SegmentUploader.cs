using Conference.Recorder.Hls;
using Conference.Recorder.Storage;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Packaging;

/// <summary>
/// Carries one rendition's segments to the store, in order, and the playlist after each: the playlist never names what the store does not have.
/// A store that is away is asked again for as long as it takes; the spool grows meanwhile.
/// </summary>
internal sealed partial class SegmentUploader(
    IObjectStore store, SegmentSpool spool, Playlist playlist, RenditionIdentity rendition, RecorderMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _storedInitializations = [];

    /// <summary>Called after a segment and the playlist that names it are in the store.</summary>
    public Func<PlaylistSegment, CancellationToken, Task>? OnStored { get; init; }

    /// <summary>Returns when the packager has completed the spool and all of it, and the ended playlist, is stored.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var segment in spool.Closed.ReadAllAsync(cancellationToken))
        {
            if (_storedInitializations.Add(segment.InitializationUri)) await PutFileAsync(segment.InitializationUri, cancellationToken);
            var path = spool.PathOf(segment.Uri);
            var bytes = await PutFileAsync(segment.Uri, cancellationToken);
            playlist.Add(segment);
            // Stored, named and deleted by an earlier process: of a long lecture there are thousands.
            if (bytes == 0) continue;
            await PutPlaylistAsync(isEnded: false, cancellationToken);
            metrics.SegmentStored(bytes);
            if (OnStored is not null) await OnStored(segment, cancellationToken);
            File.Delete(path);
        }

        if (playlist.Segments.Count > 0) await PutPlaylistAsync(isEnded: true, cancellationToken);
    }

    /// <summary>0 when the file is not there: an earlier process stored and deleted it.</summary>
    private async Task<long> PutFileAsync(string name, CancellationToken cancellationToken)
    {
        var path = spool.PathOf(name);
        if (!File.Exists(path)) return 0;
        await using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        await PutAsync(name, content, name.EndsWith(".webm", StringComparison.Ordinal) ? "video/webm" : "video/mp4", cancellationToken);
        return content.Length;
    }

    private async Task PutPlaylistAsync(bool isEnded, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(playlist.Write(isEnded));
        await PutAsync("index.m3u8", content, "application/vnd.apple.mpegurl", cancellationToken);
    }

    private async Task PutAsync(string name, Stream content, string contentType, CancellationToken cancellationToken)
    {
        var delay = FirstRetry;
        while (true)
        {
            try
            {
                content.Position = 0;
                await store.PutAsync($"{rendition.ObjectPrefix}/{name}", content, contentType, cancellationToken);
                return;
            }
            catch (ObjectStoreException e)
            {
                metrics.UploadRetried();
                LogRetry(rendition.ObjectPrefix, name, delay.TotalSeconds, e);
            }

            await Task.Delay(delay, time, cancellationToken);
            delay = delay * 2 < LastRetry ? delay * 2 : LastRetry;
        }
    }
}
