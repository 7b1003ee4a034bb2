namespace Conference.Rooms.Model;

/// <summary>How much of what is played of a recording its viewers have watched. What is cut out counts for nobody.</summary>
public sealed class Audience
{
    /// <summary>Of the curve; more than a page shows.</summary>
    public const int MostSteps = 200;

    private const long ShortestStep = 1000;

    private readonly List<(long From, long To)> _kept;

    public Audience(IReadOnlyList<RecordingCut> cuts, long durationMilliseconds)
    {
        _kept = [.. RecordingCuts.Kept(cuts, durationMilliseconds)];
        PlayedMilliseconds = _kept.Sum(piece => piece.To - piece.From);
        StepMilliseconds = Math.Max(ShortestStep, (PlayedMilliseconds + MostSteps - 1) / MostSteps);
    }

    /// <summary>The length of what is played.</summary>
    public long PlayedMilliseconds { get; }

    /// <summary>Of the curve; its last step may be shorter.</summary>
    public long StepMilliseconds { get; }

    /// <param name="watched">As <see cref="WatchedSpans.Merge"/> gives it.</param>
    public long Watched(IReadOnlyList<WatchedSpan> watched) => Played(watched).Sum(span => span.EndMilliseconds - span.StartMilliseconds);

    /// <summary>For each step of what is played, how many have watched at least half of it.</summary>
    public int[] Curve(IEnumerable<IReadOnlyList<WatchedSpan>> viewers)
    {
        var counts = new int[(PlayedMilliseconds + StepMilliseconds - 1) / StepMilliseconds];
        foreach (var watched in viewers)
        {
            var seen = new long[counts.Length];
            foreach (var (start, end) in Played(watched))
            {
                for (var step = start / StepMilliseconds; step * StepMilliseconds < end; step++)
                    seen[step] += Math.Min(end, (step + 1) * StepMilliseconds) - Math.Max(start, step * StepMilliseconds);
            }

            for (var step = 0; step < counts.Length; step++)
            {
                var length = Math.Min(StepMilliseconds, PlayedMilliseconds - step * StepMilliseconds);
                if (2 * seen[step] >= length) counts[step]++;
            }
        }

        return counts;
    }

    /// <summary>The watched stretches of what is played, counted from its start. Both lists are in order, so each is walked once.</summary>
    private IEnumerable<WatchedSpan> Played(IReadOnlyList<WatchedSpan> watched)
    {
        var (span, before) = (0, 0L);
        foreach (var (from, to) in _kept)
        {
            while (span < watched.Count && watched[span].EndMilliseconds <= from) span++;
            for (var next = span; next < watched.Count && watched[next].StartMilliseconds < to; next++)
                yield return new WatchedSpan(before + Math.Max(watched[next].StartMilliseconds, from) - from, before + Math.Min(watched[next].EndMilliseconds, to) - from);
            before += to - from;
        }
    }
}
