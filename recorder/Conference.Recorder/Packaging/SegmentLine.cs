using System.Globalization;
using Conference.Recorder.Hls;

namespace Conference.Recorder.Packaging;

/// <summary>A segment as a line of <c>segments.log</c>: name, start, duration, initialization segment, and, if it has some, gaps as start-end pairs.</summary>
internal static class SegmentLine
{
    public static string Write(PlaylistSegment segment)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{segment.Uri} {segment.Start} {segment.Duration} {segment.InitializationUri}");
        if (segment.Gaps.Count > 0)
            line += " " + string.Join(',', segment.Gaps.Select(gap => string.Create(CultureInfo.InvariantCulture, $"{gap.Start}-{gap.End}")));
        return line + "\n";
    }

    /// <summary>Null when it is no such line.</summary>
    public static PlaylistSegment? TryRead(string line)
    {
        if (line.Split(' ') is not [var name, var startText, var durationText, var initialization, .. var rest]
            || !long.TryParse(startText, CultureInfo.InvariantCulture, out var start)
            || !long.TryParse(durationText, CultureInfo.InvariantCulture, out var duration)) return null;
        var gaps = new List<MediaGap>();
        foreach (var text in rest.SelectMany(field => field.Split(',')))
        {
            if (text.Split('-') is not [var from, var to]
                || !long.TryParse(from, CultureInfo.InvariantCulture, out var gapStart)
                || !long.TryParse(to, CultureInfo.InvariantCulture, out var gapEnd)) return null;
            gaps.Add(new MediaGap(gapStart, gapEnd));
        }

        return new PlaylistSegment(name, start, duration, initialization) { Gaps = gaps };
    }
}
