using System.Diagnostics;
using System.Text;
using Conference.Recorder.Ffmpeg;
using Conference.Recorder.Hls;
using Conference.Recorder.Jobs;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Previews;

/// <summary>
/// What a replay page shows of a recording before it plays: small pictures for the seek bar, one for the list, and where slides came. Every rendition is
/// decoded at most once; screens whole, because slides are sought in them, cameras only where no screen was shown.
/// </summary>
internal sealed partial class PreviewJob(RecordingStore recordings, IObjectStore store, RecorderOptions options, TimeProvider time, ILogger<PreviewJob> logger) : IJobHandler
{
    /// <summary>The first object of the result.</summary>
    public const string Cues = "sprites.vtt";

    /// <summary>Pixels; the list shows it a quarter as wide, on screens of any density.</summary>
    private const int PosterWidth = 640;

    private const string Poster = "poster.jpg";

    private readonly ILogger _logger = logger;

    public string Kind => JobKinds.Preview;

    public async Task<RecordingFile?> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var recording = run.Recording;
        var track = new ThumbnailTrack(recording.DurationMilliseconds);
        var pictures = recording.Parts.SelectMany(part => part.Renditions)
            .Where(rendition => rendition.Kind is RenditionKind.Screen or RenditionKind.Camera && rendition.DurationMilliseconds > 0)
            .OrderByDescending(rendition => rendition.Kind == RenditionKind.Screen).ThenBy(rendition => rendition.StartMilliseconds).ToList();
        var slides = await FillAsync(run, pictures, track, cancellationToken);
        await recordings.SetSlidesAsync(recording.Id, slides, cancellationToken);
        if (track.IsEmpty) return null;
        var bytes = await PutPosterAsync(run, pictures[0], cancellationToken);
        for (var sheet = 0; sheet < SpriteSheet.CountOf(track.Count); sheet++) bytes += await PutSheetAsync(run, track, sheet, cancellationToken);
        bytes += await PutAsync(
            $"{run.FilePrefix}/{Cues}", Encoding.UTF8.GetBytes(SpriteSheet.Describe(track, recording.DurationMilliseconds, NameOf)), "text/vtt", cancellationToken);
        return run.Result(Cues, "text/vtt", bytes, recording.DurationMilliseconds, time.GetUtcNow());
    }

    /// <summary>When slides came. What cannot be decoded is taken out of <paramref name="pictures"/>.</summary>
    private async Task<IReadOnlyList<long>> FillAsync(JobRun run, List<Rendition> pictures, ThumbnailTrack track, CancellationToken cancellationToken)
    {
        var reader = new ThumbnailReader(store, options.FfmpegPath, _logger);
        var slides = new List<long>();
        for (var i = 0; i < pictures.Count; i++)
        {
            try
            {
                slides.AddRange(await ReadAsync(reader, pictures[i], track, cancellationToken));
            }
            catch (FfmpegException e)
            {
                // One that cannot be decoded costs the others nothing.
                LogUndecodable(pictures[i].Id, e);
                pictures.RemoveAt(i--);
            }

            run.Report((i + 1.0) / (pictures.Count + 1));
        }

        return [.. slides.Order().Take(SlideFinder.Most)];
    }

    private static async Task<IReadOnlyList<long>> ReadAsync(ThumbnailReader reader, Rendition rendition, ThumbnailTrack track, CancellationToken cancellationToken)
    {
        if (rendition.Kind != RenditionKind.Screen)
        {
            if (Misses(track, rendition)) await reader.ReadAsync(rendition, track.Interval, onlyKeyFrames: true, track.Put, cancellationToken);
            return [];
        }

        var finder = new SlideFinder();
        await reader.ReadAsync(
            rendition, SlideFinder.Step, onlyKeyFrames: false,
            (at, picture) =>
            {
                finder.OnPicture(at, picture);
                track.Put(at, picture);
            },
            cancellationToken);
        return finder.Slides();
    }

    private static bool Misses(ThumbnailTrack track, Rendition rendition)
    {
        for (var at = rendition.StartMilliseconds; at < rendition.StartMilliseconds + rendition.DurationMilliseconds; at += track.Interval)
        {
            if (track.Wants(at)) return true;
        }

        return false;
    }

    private static string NameOf(int sheet) => $"sprite-{sheet + 1}.jpg";

    private async Task<long> PutSheetAsync(JobRun run, ThumbnailTrack track, int sheet, CancellationToken cancellationToken)
    {
        var path = Path.Combine(run.Folder, NameOf(sheet));
        await using (var ffmpeg = FfmpegProcess.Start(
            options.FfmpegPath,
            [
                "-loglevel", "error", "-y", "-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", $"{SpriteSheet.Width}x{SpriteSheet.HeightOf(track, sheet)}",
                "-framerate", "1", "-i", "pipe:0", "-frames:v", "1", "-q:v", "5", path,
            ],
            _logger, priority: ProcessPriorityClass.Idle))
        {
            await ffmpeg.Input.WriteAsync(SpriteSheet.Draw(track, sheet), cancellationToken);
            await ffmpeg.Input.CompleteAsync();
            await ffmpeg.WaitAsync(cancellationToken);
        }

        var bytes = await PutAsync($"{run.FilePrefix}/{NameOf(sheet)}", await File.ReadAllBytesAsync(path, cancellationToken), "image/jpeg", cancellationToken);
        File.Delete(path);
        return bytes;
    }

    /// <summary>A fifth into the rendition: behind the title and the waiting, before the end.</summary>
    private async Task<long> PutPosterAsync(JobRun run, Rendition rendition, CancellationToken cancellationToken)
    {
        var segments = await StoredPlaylist.ReadAsync(store, rendition.ObjectPrefix, cancellationToken);
        var segment = segments[segments.Count / 5];
        var (source, path) = (Path.Combine(run.Folder, "poster-source"), Path.Combine(run.Folder, Poster));
        await using (var file = new FileStream(source, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16, FileOptions.Asynchronous))
        {
            foreach (var name in (string[])[segment.InitializationUri, segment.Uri])
            {
                await using var stored = await store.OpenAsync($"{rendition.ObjectPrefix}/{name}", null, cancellationToken);
                if (stored is not null) await stored.Content.CopyToAsync(file, cancellationToken);
            }
        }

        await using (var ffmpeg = FfmpegProcess.Start(
            options.FfmpegPath, ["-loglevel", "error", "-y", "-nostdin", "-i", source, "-frames:v", "1", "-vf", $"scale='min({PosterWidth},iw)':-2", "-q:v", "4", path], _logger,
            priority: ProcessPriorityClass.Idle))
            await ffmpeg.WaitAsync(cancellationToken);
        return await PutAsync($"{run.FilePrefix}/{Poster}", await File.ReadAllBytesAsync(path, cancellationToken), "image/jpeg", cancellationToken);
    }

    private async Task<long> PutAsync(string key, byte[] bytes, string contentType, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(bytes, writable: false);
        await store.PutAsync(key, content, contentType, cancellationToken);
        return bytes.Length;
    }

    [LoggerMessage(1, LogLevel.Warning, "Rendition {Rendition} cannot be decoded; there are no small pictures of it")]
    private partial void LogUndecodable(Guid rendition, Exception exception);
}
