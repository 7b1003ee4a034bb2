using System.Globalization;
using System.IO.Pipelines;
using Conference.Recorder.Ffmpeg;
using Conference.Recorder.Matroska;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Packaging;

/// <summary>
/// Pictures -> Matroska -> ffmpeg's standard input (<c>-c copy -copyts</c>) -> fragmented MP4 on its standard output, cut by us. ffmpeg's own segmenters
/// would write files and playlists whose durability we could not order.
/// </summary>
internal sealed class FragmentedMp4Packager(string ffmpegPath, SegmentLengths lengths, ILogger logger) : IPackager
{
    /// <summary>For a program that hangs. Not shorter: it runs niced, and a busy machine must not cost a rendition its end.</summary>
    private static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(2);

    public async Task RunAsync(FrameSource source, SegmentSpool spool, CancellationToken cancellationToken)
    {
        await using var ffmpeg = FfmpegProcess.Start(ffmpegPath, Arguments(source.Track, lengths), logger);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var cutting = FragmentCutter.RunAsync(new FragmentReader(ffmpeg.Output), spool, source.Current.Timestamp, source.Findings.Between, stop.Token);
        var feeding = FeedUntilClosedAsync(source, ffmpeg.Input, stop.Token);
        try
        {
            // The output ends first only when ffmpeg died.
            if (await Task.WhenAny(feeding, cutting) == cutting && !feeding.IsCompleted)
            {
                await cutting;
                throw new FfmpegException("ffmpeg ended before its input did.");
            }

            await feeding;
            stop.CancelAfter(EndLimit);
            await cutting;
            await ffmpeg.WaitAsync(stop.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FfmpegException("ffmpeg did not end in time.", e);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(feeding, cutting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string[] Arguments(MatroskaTrack track, SegmentLengths lengths) =>
    [
        // One known track with its header: nothing to guess, so nothing to wait for.
        "-f", "matroska", "-analyzeduration", "500000", "-fpsprobesize", "0", "-i", "pipe:0",
        // A restart may begin behind a segment that was cut without a key frame.
        "-map", "0:0", "-c", "copy", "-copyinkf", "-copyts", .. ColourArguments(track.Colour),
        "-f", "mp4", "-movflags", "empty_moov+default_base_moof+frag_discont+skip_trailer+frag_keyframe", "-frag_duration", lengths.Most.ToString(CultureInfo.InvariantCulture),
        // The journal's own tick: times pass through unrounded.
        "-video_track_timescale", "10000", "-flush_packets", "1", "pipe:1",
    ];

    private static async Task FeedUntilClosedAsync(FrameSource source, PipeWriter input, CancellationToken cancellationToken)
    {
        try
        {
            await FeedAsync(source, input, cancellationToken);
        }
        catch (IOException e)
        {
            throw new FfmpegException("ffmpeg closed its input: " + e.Message, e);
        }
    }

    /// <summary>
    /// Matroska says it too, but ffmpeg's probe overwrites that with the stream's own "unknown" (VP9, AV1); these stand, and become vpcC and colr.
    /// </summary>
    private static string[] ColourArguments(MatroskaColour? colour) => colour is not { } known ? [] :
    [
        "-color_primaries", $"{known.Primaries}", "-color_trc", $"{known.Transfer}", "-colorspace", $"{known.Matrix}", "-color_range", $"{known.Range}",
    ];

    private static async Task FeedAsync(FrameSource source, PipeWriter input, CancellationToken cancellationToken)
    {
        const long clusterLength = 1_000_000;
        var track = source.Track;
        var matroska = new MatroskaWriter(MatroskaWriter.JournalTick);
        matroska.WriteHeader(input, track, "matroska");
        var clusterStart = long.MinValue / 2;
        var held = new HeldFrame(33_300);
        do
        {
            if (!held.IsEmpty) matroska.WriteFrame(input, held.Frame);
            held.Take(source.Current);
            if (held.Frame.Timestamp - clusterStart >= clusterLength)
            {
                clusterStart = held.Frame.Timestamp;
                matroska.OpenCluster(input, clusterStart);
            }

            if (source.TryMoveNext())
            {
                if (input.UnflushedBytes > 1 << 16) await input.FlushAsync(cancellationToken);
            }
            else
            {
                await input.FlushAsync(cancellationToken);
                if (!await source.MoveNextAsync(cancellationToken)) break;
            }
        }
        while (source.Track.DecodesLike(track));
        matroska.WriteLastFrame(input, held.Frame, Math.Max(source.EndOf(held.TypicalEnd), held.Frame.Timestamp + MatroskaWriter.WebMTick), held.Before);
        await input.CompleteAsync();
    }
}
