namespace Conference.Signaling.Live;

/// <summary>A token bucket: <paramref name="burst"/> calls at once, then one more per <paramref name="interval"/>.</summary>
internal sealed class Allowance(int burst, TimeSpan interval)
{
    private double _tokens = burst;
    private DateTimeOffset _filledAt = DateTimeOffset.MinValue;

    public bool TryTake(DateTimeOffset now)
    {
        if (now > _filledAt)
        {
            _tokens = Math.Min(burst, _tokens + ((now - _filledAt) / interval));
            _filledAt = now;
        }

        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }
}
