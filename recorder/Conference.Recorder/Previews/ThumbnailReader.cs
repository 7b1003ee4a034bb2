using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using Conference.Recorder.Ffmpeg;
using Conference.Recorder.Hls;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Previews;

/// <summary>Decodes a rendition from the store, without a file in between, and gives a small picture of it every so often.</summary>
internal sealed class ThumbnailReader(IObjectStore store, string ffmpegPath, ILogger logger)
{
    /// <param name="every">Milliseconds between two pictures.</param>
    /// <param name="onlyKeyFrames">Decodes no others: quick, and near enough for a seek bar.</param>
    /// <param name="take">Gets the moment, milliseconds from the recording's start, and the picture, which is valid until it returns.</param>
    /// <exception cref="FfmpegException">It cannot be decoded.</exception>
    /// <exception cref="ObjectStoreException">The store does not answer.</exception>
    public async Task ReadAsync(Rendition rendition, long every, bool onlyKeyFrames, Action<long, ReadOnlySpan<byte>> take, CancellationToken cancellationToken)
    {
        var segments = await StoredPlaylist.ReadAsync(store, rendition.ObjectPrefix, cancellationToken);
        foreach (var configuration in segments.GroupBy(segment => segment.InitializationUri))
        {
            var start = rendition.StartMilliseconds + (configuration.First().Start / 1000);
            await using var ffmpeg = FfmpegProcess.Start(ffmpegPath, Arguments(every, onlyKeyFrames), logger, priority: ProcessPriorityClass.Idle);
            var feeding = FeedAsync(ffmpeg, rendition.ObjectPrefix, [configuration.Key, .. configuration.Select(segment => segment.Uri)], cancellationToken);
            for (var at = start; await ReadPictureAsync(ffmpeg, at, take, cancellationToken);) at += every;
            var broken = await feeding;
            await ffmpeg.WaitAsync(cancellationToken);
            // ffmpeg had no complaint, so it was not its end that broke the feed.
            if (broken is not null) throw broken;
        }
    }

    private static string[] Arguments(long every, bool onlyKeyFrames) =>
    [
        "-loglevel", "error", .. onlyKeyFrames ? (string[])["-skip_frame", "nokey"] : [], "-i", "pipe:0", "-an",
        // Rounded up, each picture is the one that stood at its moment and none that came after it.
        "-vf", string.Create(
            CultureInfo.InvariantCulture,
            $"fps=fps=1000/{every}:start_time=0:round=up,scale={Thumbnail.Width}:{Thumbnail.Height}:force_original_aspect_ratio=decrease:flags=area,pad={Thumbnail.Width}:{Thumbnail.Height}:-1:-1,format=rgb24"),
        "-f", "rawvideo", "pipe:1",
    ];

    /// <returns>What broke it, if something did: ffmpeg that ended, or the store in the middle of an object.</returns>
    private async Task<IOException?> FeedAsync(FfmpegProcess ffmpeg, string prefix, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var name in names)
            {
                await using var stored = await store.OpenAsync($"{prefix}/{name}", null, cancellationToken);
                if (stored is not null) await stored.Content.CopyToAsync(ffmpeg.Input, cancellationToken);
            }

            return null;
        }
        catch (IOException e)
        {
            return e;
        }
        finally
        {
            await ffmpeg.Input.CompleteAsync();
        }
    }

    private static async Task<bool> ReadPictureAsync(FfmpegProcess ffmpeg, long at, Action<long, ReadOnlySpan<byte>> take, CancellationToken cancellationToken)
    {
        var result = await ffmpeg.Output.ReadAtLeastAsync(Thumbnail.Length, cancellationToken);
        if (result.Buffer.Length < Thumbnail.Length) return false;
        var picture = result.Buffer.Slice(0, Thumbnail.Length);
        take(at, picture.IsSingleSegment ? picture.FirstSpan : picture.ToArray());
        ffmpeg.Output.AdvanceTo(picture.End);
        return true;
    }
}
