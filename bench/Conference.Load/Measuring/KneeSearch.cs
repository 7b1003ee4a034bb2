namespace Conference.Load.Measuring;

/// <summary>
/// Finds the highest rate that is carried: up by a factor until one is refused twice (a neighbour on a shared machine spoils one step, a limit shows
/// again), then halves the gap on the logarithmic scale. When the first rate is refused it goes down instead, until one is carried.
/// </summary>
internal sealed class KneeSearch
{
    private readonly double _factor;
    private readonly double _floor;
    private int _refinements;
    private double? _carried;
    private double? _refused;
    private bool _isSecondTry;

    /// <param name="start">The first rate.</param>
    /// <param name="factor">Above 1.</param>
    /// <param name="refinements">How often the gap is halved.</param>
    /// <param name="floor">Lower than this nothing is tried.</param>
    public KneeSearch(double start, double factor, int refinements, double floor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(factor, 1);
        _factor = factor;
        _refinements = refinements;
        _floor = floor;
        Next = start;
    }

    /// <summary>The rate to try next; null when the search is over.</summary>
    public double? Next { get; private set; }

    /// <summary>The highest rate that was carried so far; null when none was.</summary>
    public double? Knee => _carried;

    /// <summary>Tells what became of <see cref="Next"/>.</summary>
    public void Report(bool carried)
    {
        var rate = Next ?? throw new InvalidOperationException("The search is over.");
        if (!carried && !_isSecondTry && _refused is null)
        {
            _isSecondTry = true;
            return;
        }

        _isSecondTry = false;
        if (carried) _carried = rate;
        else _refused = rate;
        Next = (_carried, _refused) switch
        {
            (null, _) => rate / _factor >= _floor ? rate / _factor : null,
            (_, null) => rate * _factor,
            ({ } low, { } high) => _refinements-- > 0 ? Math.Sqrt(low * high) : null,
        };
    }
}
