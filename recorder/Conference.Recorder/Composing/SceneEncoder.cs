using System.Diagnostics;
using System.Globalization;
using Conference.Recorder.Ffmpeg;
using Conference.Recorder.Storage;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Composing;

/// <summary>
/// One scene -> its pictures, decoded, laid out and encoded by one niced ffmpeg, as a plain H.264 byte stream (ISO/IEC 14496-10 Annex B). Scenes follow each other
/// byte for byte: each begins with its parameter sets and a key frame, and without B-frames the n-th picture is at n/25 s, whatever pieces it came in.
/// </summary>
internal sealed class SceneEncoder(IObjectStore store, string ffmpegPath, string folder, NameTags names, ILogger logger)
{
    private const string Background = "0x15181B";

    /// <param name="encoded">Told how many frames of the scene are done.</param>
    /// <returns>The path of the stream, in the folder.</returns>
    /// <exception cref="FfmpegException">The scene could not be encoded.</exception>
    public async Task<string> EncodeAsync(Scene scene, Action<long> encoded, CancellationToken cancellationToken)
    {
        var inputs = await FetchAsync(scene, cancellationToken);
        try
        {
            return await EncodeAsync(scene, inputs, encoded, cancellationToken);
        }
        catch (FfmpegException e)
        {
            // A track that lies (noise, another codec than it says) must not cost the others their video.
            var sound = await DecodableAsync(inputs, cancellationToken);
            if (sound.Count == inputs.Count) throw;
            logger.LogUndecodable(scene.From, e.Message);
            return await EncodeAsync(scene, sound, encoded, cancellationToken);
        }
        finally
        {
            foreach (var (path, _) in inputs) File.Delete(path);
        }
    }

    private async Task<List<(string Path, Placement Placement)>> FetchAsync(Scene scene, CancellationToken cancellationToken)
    {
        var inputs = new List<(string Path, Placement Placement)>();
        foreach (var placement in scene.Placements)
        {
            var rendition = placement.Track.Rendition;
            var path = Path.Combine(folder, $"input-{inputs.Count}");
            var (from, to) = ((scene.From - rendition.StartMilliseconds) * 1000, (scene.To - rendition.StartMilliseconds) * 1000);
            if (await Segments.FetchAsync(store, rendition.ObjectPrefix, placement.Track.Segments, from, to, path, cancellationToken)) inputs.Add((path, placement));
        }

        return inputs;
    }

    private async Task<string> EncodeAsync(Scene scene, List<(string Path, Placement Placement)> inputs, Action<long> encoded, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "scene.h264");
        var frames = 0L;
        await using (var ffmpeg = FfmpegProcess.Start(ffmpegPath, Arguments(scene, inputs), logger, Count, ProcessPriorityClass.Idle))
        {
            await using (var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
                await ffmpeg.Output.CopyToAsync(output, cancellationToken);
            await ffmpeg.WaitAsync(cancellationToken);
        }

        if (frames != scene.Frames) throw new FfmpegException($"ffmpeg made {frames} pictures of a scene of {scene.Frames}.");
        return path;

        void Count(long now)
        {
            frames = now;
            encoded(now);
        }
    }

    private async Task<List<(string Path, Placement Placement)>> DecodableAsync(List<(string Path, Placement Placement)> inputs, CancellationToken cancellationToken)
    {
        var sound = new List<(string Path, Placement Placement)>();
        foreach (var input in inputs)
        {
            var frames = 0L;
            try
            {
                await using var ffmpeg = FfmpegProcess.Start(
                    ffmpegPath, ["-loglevel", "fatal", .. FfmpegProcess.ProgressArguments, "-i", input.Path, "-frames:v", "1", "-f", "null", "-"], logger, now => frames = now);
                await ffmpeg.WaitAsync(cancellationToken);
            }
            catch (FfmpegException)
            {
                continue;
            }

            if (frames > 0) sound.Add(input);
        }

        return sound;
    }

    private string[] Arguments(Scene scene, List<(string Path, Placement Placement)> inputs) =>
    [
        "-loglevel", "error", .. FfmpegProcess.ProgressArguments,
        // The times of the rendition stay; a picture that changes its size is scaled anew, where a new filter graph would begin at zero.
        .. inputs.SelectMany(input => (string[])["-copyts", "-reinit_filter", "0", "-i", input.Path]),
        "-filter_complex", Graph(scene, inputs), "-map", "[out]", "-frames:v", Number(scene.Frames),
        "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-bf", "0", "-g", Number(5 * FrameGrid.FramesPerSecond), "-profile:v", "high", "-level", "4.0",
        "-pix_fmt", "yuv420p", "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv", "-f", "h264", "pipe:1",
    ];

    private string Graph(Scene scene, List<(string Path, Placement Placement)> inputs)
    {
        var graph = $"color=c={Background}:s={Canvas.Width}x{Canvas.Height}:r={FrameGrid.FramesPerSecond}[canvas0];";
        for (var i = 0; i < inputs.Count; i++)
        {
            var (x, y, width, height) = (inputs[i].Placement.X, inputs[i].Placement.Y, inputs[i].Placement.Width, inputs[i].Placement.Height);
            // By expressions and for every frame: a size that scale has once made of its own aspect option stays, and a picture that is turned would be stretched.
            // For the same reason with alpha, which overlay wants: a converter that ffmpeg puts in by itself keeps the first size.
            // fps with a start holds the last picture before the scene, and later the last of all.
            graph += string.Create(
                CultureInfo.InvariantCulture,
                $"[{i}:v]setpts=PTS-({(scene.From - inputs[i].Placement.Track.Rendition.StartMilliseconds) / 1000m})/TB,"
                + $"scale=w='2*trunc(min({width},{height}*iw/ih)/2)':h='2*trunc(min({height},{width}*ih/iw)/2)':eval=frame:out_range=tv:out_color_matrix=bt709,setsar=1,format=yuva420p,"
                + $"{names.Filter(inputs[i].Placement, i)}fps={FrameGrid.FramesPerSecond}:start_time=0[picture{i}];"
                + $"[canvas{i}][picture{i}]overlay=x={x}+({width}-overlay_w)/2:y={y}+({height}-overlay_h)/2[canvas{i + 1}];");
        }

        return graph + $"[canvas{inputs.Count}]format=yuv420p[out]";
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
