namespace Conference.Recorder.Previews;

/// <summary>
/// One small picture for each stretch of a recording. Renditions fill it, those that matter most first; what a later one brings for a stretch that has a
/// picture is left out.
/// </summary>
/// <param name="duration">Of the recording, milliseconds.</param>
internal sealed class ThumbnailTrack(long duration)
{
    /// <summary>What a sheet for each hundred of them may cost; a reader's pointer finds no finer place on a seek bar.</summary>
    private const int Most = 500;

    private const long LeastInterval = 2_000;

    private readonly byte[]?[] _pictures = new byte[Math.Max(1, (duration + IntervalOf(duration) - 1) / IntervalOf(duration))][];

    /// <summary>Milliseconds that a picture stands for.</summary>
    public long Interval { get; } = IntervalOf(duration);

    public int Count => _pictures.Length;

    public bool IsEmpty => Array.TrueForAll(_pictures, picture => picture is null);

    /// <summary>True while a picture of that moment is missing.</summary>
    public bool Wants(long at) => at >= 0 && at / Interval < _pictures.Length && _pictures[at / Interval] is null;

    public void Put(long at, ReadOnlySpan<byte> picture)
    {
        if (Wants(at)) _pictures[at / Interval] = picture.ToArray();
    }

    /// <summary>Null where nothing was to be seen.</summary>
    public ReadOnlySpan<byte> this[int number] => _pictures[number];

    private static long IntervalOf(long duration) => Math.Max(LeastInterval, (duration + Most - 1) / Most);
}
