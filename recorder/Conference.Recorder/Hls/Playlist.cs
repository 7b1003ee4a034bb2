using System.Globalization;
using System.Text;
using Conference.Recorder.Packaging;

namespace Conference.Recorder.Hls;

/// <summary>
/// The media playlist of one rendition (RFC 8216): EVENT while it grows (segments are only added), ended when complete.
/// </summary>
/// <param name="startedAt">Wall-clock time of the rendition's first frame, for EXT-X-PROGRAM-DATE-TIME.</param>
/// <param name="targetSeconds">EXT-X-TARGETDURATION (§4.3.3.1), which no segment exceeds. One that did would raise it: a wrong value would stop players.</param>
internal sealed class Playlist(DateTimeOffset startedAt, int targetSeconds)
{
    /// <summary>Microseconds: a segment's times are counted in its own ticks.</summary>
    private const long Rounding = 1_000;

    private readonly List<PlaylistSegment> _segments = [];
    private readonly List<MediaGap> _gaps = [];
    private readonly List<MediaGap> _silences = [];

    public IReadOnlyList<PlaylistSegment> Segments => _segments;

    /// <summary>Microseconds from the first segment's start to the last one's end.</summary>
    public long Duration => _segments.Count == 0 ? 0 : _segments[^1].Start + _segments[^1].Duration - _segments[0].Start;

    /// <summary>Of all segments; what goes on over the end of one is one gap.</summary>
    public IReadOnlyList<MediaGap> Gaps => _gaps;

    /// <summary>The same of stretches in which nobody is heard.</summary>
    public IReadOnlyList<MediaGap> Silences => _silences;

    public void Add(PlaylistSegment segment)
    {
        _segments.Add(segment);
        Append(_gaps, segment.Findings.Gaps);
        Append(_silences, segment.Findings.Silences);
    }

    public byte[] Write(bool isEnded)
    {
        var text = new StringBuilder();
        // Version 7: EXT-X-MAP in a playlist without EXT-X-I-FRAMES-ONLY needs 6, fMP4 players expect 7.
        text.Append("#EXTM3U\n#EXT-X-VERSION:7\n");
        text.Append(CultureInfo.InvariantCulture, $"#EXT-X-TARGETDURATION:{TargetDuration()}\n");
        text.Append("#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-PLAYLIST-TYPE:EVENT\n");
        // §4.3.5.1: it speaks of all segments. Gone from the first on that is not; a line that an EVENT playlist takes back is better than one that is not true.
        if (_segments.All(static segment => segment.IsIndependent)) text.Append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        PlaylistSegment? previous = null;
        foreach (var segment in _segments)
        {
            if (segment.InitializationUri != previous?.InitializationUri)
            {
                if (previous is not null) text.Append("#EXT-X-DISCONTINUITY\n");
                text.Append(CultureInfo.InvariantCulture, $"#EXT-X-MAP:URI=\"{segment.InitializationUri}\"\n");
                var at = startedAt.ToUniversalTime().AddTicks(segment.Start * TimeSpan.TicksPerMicrosecond);
                text.Append(CultureInfo.InvariantCulture, $"#EXT-X-PROGRAM-DATE-TIME:{at:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"#EXTINF:{segment.Duration / 1e6:0.000000},\n{segment.Uri}\n");
            previous = segment;
        }

        if (isEnded) text.Append("#EXT-X-ENDLIST\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Append(List<MediaGap> all, IReadOnlyList<MediaGap> found)
    {
        foreach (var gap in found)
        {
            if (all.Count > 0 && gap.Start - all[^1].End <= Rounding) all[^1] = all[^1] with { End = gap.End };
            else all.Add(gap);
        }
    }

    // "EXTINF duration, when rounded to the nearest integer, MUST be less than or equal to the target duration".
    private long TargetDuration() =>
        _segments.Aggregate((long)targetSeconds, static (longest, segment) => Math.Max(longest, (segment.Duration + 500_000) / 1_000_000));
}
