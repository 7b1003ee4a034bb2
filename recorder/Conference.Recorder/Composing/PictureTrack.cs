using Conference.Recorder.Hls;
using Conference.Rooms.Model;

namespace Conference.Recorder.Composing;

/// <summary>A rendition of pictures with its stored segments.</summary>
/// <param name="Rank">Where it stands among the others: the teacher's before students', who came earlier before who came later.</param>
internal sealed record PictureTrack(Rendition Rendition, IReadOnlyList<PlaylistSegment> Segments, int Rank)
{
    /// <summary>A camera that is off for less is held: pictures that come and go all the time are worse than one that stands still for a moment.</summary>
    private const long ShortGap = 3_000;

    public bool IsScreen => Rendition.Kind == RenditionKind.Screen;

    public long Start => FrameGrid.Snap(Rendition.StartMilliseconds);

    public long End => FrameGrid.Snap(Rendition.StartMilliseconds + Rendition.DurationMilliseconds);

    /// <summary>A screen stands where nothing comes from it, as it would on the wall; a camera that is off is not shown.</summary>
    public bool IsShownAt(long moment) => moment >= Start && moment < End && !LongGaps.Any(gap => moment >= gap.From && moment < gap.To);

    /// <summary>Where something about it changes: it comes, goes, or needs another decoder.</summary>
    public IEnumerable<long> Changes
    {
        get
        {
            yield return Start;
            yield return End;
            foreach (var (from, to) in LongGaps)
            {
                yield return from;
                yield return to;
            }

            for (var i = 1; i < Segments.Count; i++)
            {
                if (Segments[i].InitializationUri != Segments[i - 1].InitializationUri)
                    yield return FrameGrid.Snap(Rendition.StartMilliseconds + (Segments[i].Start / 1000));
            }
        }
    }

    private IEnumerable<KeptSpan> LongGaps => IsScreen
        ? []
        : Rendition.Gaps.Where(gap => gap.EndMilliseconds - gap.StartMilliseconds >= ShortGap)
            .Select(gap => new KeptSpan(FrameGrid.Snap(gap.StartMilliseconds), FrameGrid.Snap(gap.EndMilliseconds)));
}
