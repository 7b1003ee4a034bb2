using Conference.Recorder.Ffmpeg;
using Conference.Recorder.Mp4;

namespace Conference.Recorder.Packaging;

/// <summary>Cuts ffmpeg's fragmented MP4 into segments of a spool.</summary>
internal static class FragmentCutter
{
    /// <param name="firstTimestamp">
    /// Microseconds, of the first frame fed. ffmpeg's muxer counts a track from its first sample, even with -copyts; a restarted one must go on where the last one ended.
    /// </param>
    /// <param name="findings">What is known of a stretch from start to end, microseconds.</param>
    /// <exception cref="FfmpegException">It is no fragmented MP4.</exception>
    public static async Task RunAsync(
        FragmentReader output, SegmentSpool spool, long firstTimestamp, Func<long, long, SegmentFindings> findings, CancellationToken cancellationToken)
    {
        if (await output.ReadInitializationAsync(cancellationToken) is not { } initialization) return;
        long start = 0, duration = 0;
        var isIndependent = true;
        long? shift = null;
        try
        {
            var description = InitializationSegment.Read(initialization.Span);
            spool.SetInitialization(initialization.Span, description);
            while (await output.ReadFragmentAsync(cancellationToken) is { } content)
            {
                var fragment = MovieFragment.Read(Boxes.Find(content.Span, BoxType.Moof));
                shift ??= ToTicks(firstTimestamp, description.Timescale) - fragment.Start;
                MovieFragment.Shift(content.Span, shift.Value);
                var at = fragment.Start + shift.Value;
                if (duration == 0) (start, isIndependent) = (ToMicroseconds(at, description.Timescale), fragment.BeginsWithKeyFrame);
                duration = ToMicroseconds(at + fragment.Duration, description.Timescale) - start;
                spool.Write(content.Span);
                if (duration < SegmentLengths.Least) continue;
                spool.Close(start, duration, findings(start, start + duration), isIndependent);
                duration = 0;
            }
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new FfmpegException("ffmpeg wrote no fragmented MP4: " + e.Message, e);
        }

        if (duration > 0) spool.Close(start, duration, findings(start, start + duration), isIndependent);
    }

    private static long ToTicks(long microseconds, uint timescale) => (long)((Int128)microseconds * timescale / 1_000_000);

    private static long ToMicroseconds(long ticks, uint timescale) => (long)((Int128)ticks * 1_000_000 / timescale);
}
