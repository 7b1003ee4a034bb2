using System.Diagnostics;
using System.Text;
using Conference.Recorder.Ffmpeg;
using Conference.Recorder.Jobs;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Composing;

/// <summary>
/// Makes the rendition for browsers that cannot play the tracks themselves (an iPhone knows neither VP9 nor Opus in its player, and one stream at a time): screen and
/// cameras in one picture with the mix, H.264 and AAC, as HLS with a multivariant playlist. It knows no cuts, because the replay page leaps over them.
/// </summary>
internal sealed class CompatibleJob(Composition composition, IObjectStore store, RecorderOptions options, TimeProvider time, ILogger<CompatibleJob> logger) : IJobHandler
{
    public const VideoLayout Layout = VideoLayout.ScreenAndCamera;
    private const string Index = "index.m3u8";
    private const string Multivariant = "main.m3u8";

    public string Kind => JobKinds.Compatible;

    public async Task<RecordingFile?> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (FrameGrid.Snap(run.Recording.DurationMilliseconds) is not (> 0 and var length))
            throw new JobFailedException("recording-empty", "The recording has no length.", isFinal: true);
        var video = await composition.MakeAsync(run, Layout, [new KeptSpan(0, length)], cancellationToken);
        var folder = Directory.CreateDirectory(Path.Combine(run.Folder, "hls")).FullName;
        // ffmpeg's own playlist will do here: it is stored when it is whole, and nobody has seen it before.
        await using (var ffmpeg = FfmpegProcess.Start(options.FfmpegPath, Arguments(video, folder), logger, priority: ProcessPriorityClass.Idle))
            await ffmpeg.WaitAsync(cancellationToken);
        var bytes = new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);
        await File.WriteAllTextAsync(Path.Combine(folder, Multivariant), MultivariantPlaylist(bytes, length), cancellationToken);
        foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            await using var content = File.OpenRead(path);
            var type = path.EndsWith(".m3u8", StringComparison.Ordinal) ? "application/vnd.apple.mpegurl" : "video/mp4";
            await store.PutAsync($"{run.FilePrefix}/{Path.GetFileName(path)}", content, type, cancellationToken);
        }

        return run.Result(Multivariant, "application/vnd.apple.mpegurl", bytes, length, time.GetUtcNow());
    }

    private static string[] Arguments(string video, string folder) =>
    [
        "-loglevel", "error", "-i", video, "-c", "copy", "-f", "hls", "-hls_time", "5", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4",
        "-hls_fmp4_init_filename", "init.mp4", "-hls_segment_filename", Path.Combine(folder, "segment-%06d.m4s"), Path.Combine(folder, Index),
    ];

    // RFC 8216 §4.3.4.2: Apple's player needs CODECS to know what it gets. BANDWIDTH is the peak; a screen's key frames make it a few times the mean.
    private static string MultivariantPlaylist(long bytes, long milliseconds) => new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n")
        .Append(System.Globalization.CultureInfo.InvariantCulture, $"#EXT-X-STREAM-INF:BANDWIDTH={Math.Max(200_000, bytes * 8000 / milliseconds * 4)},AVERAGE-BANDWIDTH={Math.Max(50_000, bytes * 8000 / milliseconds)},")
        .Append(System.Globalization.CultureInfo.InvariantCulture, $"CODECS=\"avc1.640028,mp4a.40.2\",RESOLUTION={Canvas.Width}x{Canvas.Height},FRAME-RATE={FrameGrid.FramesPerSecond}.000\n{Index}\n")
        .ToString();
}
