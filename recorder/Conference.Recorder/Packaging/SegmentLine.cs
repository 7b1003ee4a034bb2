using System.Globalization;
using Conference.Recorder.Hls;

namespace Conference.Recorder.Packaging;

/// <summary>
/// A segment as a line of <c>segments.log</c>: name, start, duration, initialization segment, and, if it has some, gaps as start-end pairs and silences
/// as <c>silent=</c> with such pairs; <c>dependent</c> where it does not begin with a key frame.
/// </summary>
internal static class SegmentLine
{
    private const string Silent = "silent=";
    private const string Dependent = "dependent";

    public static string Write(PlaylistSegment segment)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{segment.Uri} {segment.Start} {segment.Duration} {segment.InitializationUri}");
        if (segment.Findings.Gaps.Count > 0) line += " " + Pairs(segment.Findings.Gaps);
        if (segment.Findings.Silences.Count > 0) line += " " + Silent + Pairs(segment.Findings.Silences);
        if (!segment.IsIndependent) line += " " + Dependent;
        return line + "\n";
    }

    /// <summary>Null when it is no such line.</summary>
    public static PlaylistSegment? TryRead(string line)
    {
        if (line.Split(' ') is not [var name, var startText, var durationText, var initialization, .. var rest]
            || !long.TryParse(startText, CultureInfo.InvariantCulture, out var start)
            || !long.TryParse(durationText, CultureInfo.InvariantCulture, out var duration)) return null;
        List<MediaGap> gaps = [], silences = [];
        foreach (var field in rest)
        {
            if (field == Dependent) continue;
            var isSilent = field.StartsWith(Silent, StringComparison.Ordinal);
            if (!TryReadPairs(isSilent ? field[Silent.Length..] : field, isSilent ? silences : gaps)) return null;
        }

        return new PlaylistSegment(name, start, duration, initialization) { Findings = new SegmentFindings(gaps, silences), IsIndependent = !rest.Contains(Dependent) };
    }

    private static string Pairs(IReadOnlyList<MediaGap> gaps) =>
        string.Join(',', gaps.Select(gap => string.Create(CultureInfo.InvariantCulture, $"{gap.Start}-{gap.End}")));

    private static bool TryReadPairs(string field, List<MediaGap> gaps)
    {
        foreach (var text in field.Split(','))
        {
            if (text.Split('-') is not [var from, var to]
                || !long.TryParse(from, CultureInfo.InvariantCulture, out var start)
                || !long.TryParse(to, CultureInfo.InvariantCulture, out var end)) return false;
            gaps.Add(new MediaGap(start, end));
        }

        return true;
    }
}
