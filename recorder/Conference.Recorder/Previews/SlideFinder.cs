namespace Conference.Recorder.Previews;

/// <summary>
/// Finds where a shared screen shows something new and then stands: a slide. What keeps moving (a film, scrolling, a hand that writes) is none. Takes one
/// small picture per <see cref="Step"/>, in order.
/// </summary>
internal sealed class SlideFinder
{
    /// <summary>Chapters nearer together than this tell a reader nothing. Milliseconds.</summary>
    public const long Apart = 20_000;

    /// <summary>A lecture has a hundred slides; more is something else. The strongest changes stay.</summary>
    public const int Most = 200;

    /// <summary>Milliseconds between two pictures.</summary>
    public const long Step = 1000;

    /// <summary>A pixel of which a colour differs by so much is another one: compression changes less.</summary>
    private const int Other = 24;

    /// <summary>Of the picture's pixels: so many others are a new slide. A line of text more is a hundredth, a pointer a thousandth.</summary>
    private const double New = 0.08;

    /// <summary>Of the picture's pixels: while more change from one second to the next it moves.</summary>
    private const double Moving = 0.03;

    private readonly List<(long At, double Change)> _slides = [];
    private byte[]? _slide;
    private byte[]? _before;
    private long? _changedAt;
    private double _change;

    /// <param name="at">Milliseconds.</param>
    /// <param name="picture">As <see cref="Thumbnail"/> describes.</param>
    public void OnPicture(long at, ReadOnlySpan<byte> picture)
    {
        if (_slide is null)
        {
            // The screen's own beginning is a chapter already.
            _slide = picture.ToArray();
            _before = picture.ToArray();
            return;
        }

        var moved = Difference(_before, picture);
        picture.CopyTo(_before);
        if (_changedAt is null)
        {
            _change = Difference(_slide, picture);
            if (_change >= New) _changedAt = at;
            return;
        }

        if (moved >= Moving) return;
        // It stands: is it still another one than the last slide? A window that was opened and closed is none.
        _change = Difference(_slide, picture);
        if (_change >= New)
        {
            _slides.Add((_changedAt.Value, _change));
            // Behind a film there is the slide to which it led.
            if (at - Step - _changedAt >= Apart) _slides.Add((at - Step, _change));
            picture.CopyTo(_slide);
        }

        _changedAt = null;
    }

    /// <summary>When slides came, milliseconds, in order, apart from each other: of several in a row the first, where leafing began.</summary>
    public IReadOnlyList<long> Slides()
    {
        var kept = new List<(long At, double Change)>();
        foreach (var slide in _slides)
        {
            if (kept.Count == 0 || slide.At - kept[^1].At >= Apart) kept.Add(slide);
        }

        return [.. kept.OrderByDescending(slide => slide.Change).Take(Most).Select(slide => slide.At).Order()];
    }

    private static double Difference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var others = 0;
        for (var i = 0; i + 2 < a.Length; i += 3)
        {
            if (Math.Abs(a[i] - b[i]) > Other || Math.Abs(a[i + 1] - b[i + 1]) > Other || Math.Abs(a[i + 2] - b[i + 2]) > Other) others++;
        }

        return others / (a.Length / 3.0);
    }
}
