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

    /// <summary>With a start, fps holds the last picture before the scene.</summary>
    private static readonly string OnGrid = string.Create(CultureInfo.InvariantCulture, $"fps={FrameGrid.FramesPerSecond}:start_time=0");

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
            // A track that lies (noise, another codec than it says), or has no picture here, must not cost the others their video.
            var sound = await VisibleAsync(scene, inputs, cancellationToken);
            if (sound.Count == inputs.Count) throw;
            logger.LogUndecodable(scene.From, e.Message);
            return await EncodeAsync(scene, sound, encoded, cancellationToken);
        }
        finally
        {
            foreach (var input in inputs) File.Delete(input.Path);
        }
    }

    private async Task<List<ScenePicture>> FetchAsync(Scene scene, CancellationToken cancellationToken)
    {
        var inputs = new List<ScenePicture>();
        foreach (var placement in scene.Placements)
        {
            var rendition = placement.Track.Rendition;
            var path = Path.Combine(folder, $"input-{inputs.Count}");
            var (from, to) = ((scene.From - rendition.StartMilliseconds) * 1000, (scene.To - rendition.StartMilliseconds) * 1000);
            if (await Segments.FetchAsync(store, rendition.ObjectPrefix, placement.Track.Segments, from, to, path, cancellationToken)) inputs.Add(ScenePicture.Open(path, placement));
        }

        return inputs;
    }

    private async Task<string> EncodeAsync(Scene scene, List<ScenePicture> inputs, Action<long> encoded, CancellationToken cancellationToken)
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

    private async Task<List<ScenePicture>> VisibleAsync(Scene scene, List<ScenePicture> inputs, CancellationToken cancellationToken)
    {
        var sound = new List<ScenePicture>();
        foreach (var input in inputs)
        {
            var frames = 0L;
            try
            {
                string[] arguments =
                [
                    "-loglevel", "fatal", .. FfmpegProcess.ProgressArguments, "-copyts", "-i", input.Path,
                    "-filter_complex", $"[0:v]{Shift(scene, input)},{OnGrid}[out]", "-map", "[out]", "-frames:v", "1", "-f", "null", "-",
                ];
                await using var ffmpeg = FfmpegProcess.Start(ffmpegPath, arguments, logger, now => frames = now);
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

    private string[] Arguments(Scene scene, List<ScenePicture> inputs) =>
    [
        "-loglevel", "error", .. FfmpegProcess.ProgressArguments,
        // The times of the rendition stay; a picture that changes its size is scaled anew, where a new filter graph would begin at zero.
        .. inputs.SelectMany(input => (string[])["-copyts", "-reinit_filter", "0", "-i", input.Path]),
        "-filter_complex", Graph(scene, inputs), "-map", "[out]", "-frames:v", Number(scene.Frames),
        "-c:v", "libx264", "-preset", "veryfast", "-subq", "1", "-crf", "23", "-bf", "0", "-g", Number(5 * FrameGrid.FramesPerSecond), "-profile:v", "high", "-level", "4.0",
        "-pix_fmt", "yuv420p", "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-color_range", "tv", "-f", "h264", "pipe:1",
    ];

    private string Graph(Scene scene, List<ScenePicture> inputs)
    {
        if (inputs.Count == 0) return $"color=c={Background}:s={Canvas.Width}x{Canvas.Height}:r={FrameGrid.FramesPerSecond},format=yuv420p[out]";
        var graph = string.Concat(inputs.Select((input, i) => $"[{i}:v]{Cell(scene, input, i)}[cell{i}];")) + string.Concat(inputs.Select((_, i) => $"[cell{i}]"));
        // Side by side, without the alpha that overlay wants. xstack takes two at least, and is no larger than they are.
        var (x, y) = inputs.Count == 1 ? (inputs[0].Placement.X, inputs[0].Placement.Y) : (0, 0);
        if (inputs.Count > 1)
            graph += $"xstack=inputs={inputs.Count}:fill={Background}:layout={string.Join('|', inputs.Select(input => $"{input.Placement.X}_{input.Placement.Y}"))},";
        return graph + $"pad={Canvas.Width}:{Canvas.Height}:{x}:{y}:color={Background}[out]";
    }

    /// <summary>A picture in the middle of its rectangle, for as long as anybody asks.</summary>
    private string Cell(Scene scene, ScenePicture input, int index)
    {
        var (width, height) = (input.Placement.Width, input.Placement.Height);
        // swscale changes the matrix by way of RGB, which takes longer than all the rest: there it stays as it is, and colorspace, which has a short way, changes it.
        // What does not say what it is counts as BT.601.
        var (matrices, toBt709) = input.IsBt709
            ? ("in_color_matrix=bt709:out_color_matrix=bt709", "")
            : ("out_color_matrix=bt601", ",colorspace=ispace=smpte170m:iprimaries=bt709:itrc=bt709:irange=tv:space=bt709:primaries=bt709:trc=bt709:range=tv");
        // By expressions and for every frame: a size that scale has once made of its own aspect option stays, and a picture that is turned would be stretched.
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Shift(scene, input)},scale=w='2*trunc(min({width},{height}*iw/ih)/2)':h='2*trunc(min({height},{width}*ih/iw)/2)':eval=frame:out_range=tv:{matrices},setsar=1,format=yuv420p,"
            + $"{names.Filter(input.Placement, index)}{OnGrid},tpad=stop=-1:stop_mode=clone,pad={width}:{height}:(ow-iw)/2:(oh-ih)/2:color={Background}:eval=frame{toBt709}");
    }

    /// <summary>From the rendition's time to the scene's.</summary>
    private static string Shift(Scene scene, ScenePicture input) =>
        string.Create(CultureInfo.InvariantCulture, $"setpts=PTS-({(scene.From - input.Placement.Track.Rendition.StartMilliseconds) / 1000m})/TB");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
