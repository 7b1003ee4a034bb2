using Conference.Rooms.Model;

namespace Conference.Recorder.Packaging;

/// <summary>
/// Finds gaps in the frames of a rendition as they pass to the packager: runs of fillers, and holes that a stretched picture covers; or, in the mix, runs
/// of silence. Frames pass on one thread, segments ask on another.
/// </summary>
/// <param name="isMissing">Of such frames a gap is made.</param>
/// <param name="leastUnfilled">Microseconds between two frames that make a hole.</param>
/// <param name="leastFilled">Microseconds of such frames that make a gap.</param>
internal sealed class GapFinder(Func<MediaFrame, bool> isMissing, long leastUnfilled, long leastFilled)
{
    private readonly Lock _lock = new();
    private readonly List<MediaGap> _gaps = [];
    private long? _lastFrame;
    private long? _open;

    public static GapFinder For(RenditionKind kind) => kind switch
    {
        RenditionKind.Camera => new GapFinder(IsFiller, leastUnfilled: 1_000_000, leastFilled: 0),
        // A still screen sends nothing for long, and nothing is missing.
        RenditionKind.Screen => new GapFinder(IsFiller, leastUnfilled: long.MaxValue, leastFilled: 0),
        // Sound has no holes; a short run of silence is a lost packet or two, or a pause in the speech (DTX).
        _ => new GapFinder(IsFiller, leastUnfilled: long.MaxValue, leastFilled: 1_000_000),
    };

    /// <summary>Where nobody is heard for a second or more; nobody wants to leap over less.</summary>
    public static GapFinder ForSilence() => new(static frame => frame.IsSilent, leastUnfilled: long.MaxValue, leastFilled: 1_000_000);

    public void OnFrame(in MediaFrame frame)
    {
        lock (_lock)
        {
            if (isMissing(frame))
            {
                _open ??= _lastFrame ?? frame.Timestamp;
                return;
            }

            Close(frame.Timestamp);
            _lastFrame = frame.Timestamp;
        }
    }

    /// <summary>The last frame lasts until then.</summary>
    public void OnEnd(long timestamp)
    {
        lock (_lock) Close(timestamp);
    }

    /// <summary>The parts of gaps that lie within a segment all frames of which have passed.</summary>
    public IReadOnlyList<MediaGap> Between(long start, long end)
    {
        lock (_lock)
        {
            // What lies before this segment was asked for with the one before it.
            _gaps.RemoveAll(gap => gap.End <= start);
            var found = _gaps.Where(gap => gap.Start < end).ToList();
            if (_open is { } open && end - open >= Math.Max(leastFilled, 1)) found.Add(new MediaGap(open, end));
            return [.. found.Select(gap => new MediaGap(Math.Max(gap.Start, start), Math.Min(gap.End, end)))];
        }
    }

    private static bool IsFiller(MediaFrame frame) => frame.IsFiller;

    private void Close(long end)
    {
        var start = _open ?? _lastFrame;
        if (start is { } from && end - from >= (_open is null ? leastUnfilled : leastFilled)) _gaps.Add(new MediaGap(from, end));
        _open = null;
    }
}
