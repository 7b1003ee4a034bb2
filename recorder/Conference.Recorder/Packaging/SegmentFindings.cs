namespace Conference.Recorder.Packaging;

/// <param name="Gaps">Where nothing came from the publisher and fillers stand.</param>
/// <param name="Silences">Where nobody is heard; only the mix has them.</param>
internal readonly record struct SegmentFindings(IReadOnlyList<MediaGap> Gaps, IReadOnlyList<MediaGap> Silences)
{
    public static SegmentFindings None { get; } = new([], []);
}
