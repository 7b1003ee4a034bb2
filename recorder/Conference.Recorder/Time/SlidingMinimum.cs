namespace Conference.Recorder.Time;

/// <summary>
/// The least value of the last one to two windows. Of many differences "receive clock minus sender's clock" the least is the one with the least
/// queueing delay; older ones are forgotten because the clocks drift against each other.
/// </summary>
internal sealed class SlidingMinimum(long window)
{
    private long _windowStart = long.MinValue;
    private long _current = long.MaxValue;
    private long _previous = long.MaxValue;

    public bool HasValue => _current != long.MaxValue || _previous != long.MaxValue;

    public long Value => Math.Min(_current, _previous);

    /// <param name="at">Microseconds; when the value was seen.</param>
    public void Add(long value, long at)
    {
        if (_windowStart == long.MinValue) _windowStart = at;
        if (at - _windowStart >= window)
        {
            _previous = _current;
            _current = long.MaxValue;
            _windowStart = at;
        }

        _current = Math.Min(_current, value);
    }

    public void Clear()
    {
        _windowStart = long.MinValue;
        _current = _previous = long.MaxValue;
    }
}
