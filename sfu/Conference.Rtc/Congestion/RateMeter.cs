namespace Conference.Rtc.Congestion;

/// <summary>Bits per second of a flow, over a few video frames, each window weighed like all before it together.</summary>
public struct RateMeter
{
    /// <summary>What is measured over so long at least: a few frames.</summary>
    private const long WindowMicroseconds = 200_000;

    private long _from, _bytes;

    /// <summary>Bits per second; 0 until the first window is over.</summary>
    public double Bitrate { get; private set; }

    /// <summary>A first window is over.</summary>
    public readonly bool IsKnown => Bitrate > 0;

    /// <summary>Something came, or left.</summary>
    /// <param name="at">Microseconds, on any clock that does not stand still.</param>
    public void Add(long at, int bytes)
    {
        var passed = at - _from;
        if (passed is < 0 or > 10 * WindowMicroseconds) // the first, a pause, or a clock that leapt
        {
            (_from, _bytes) = (at, 0);
        }
        else if (passed >= WindowMicroseconds)
        {
            var rate = _bytes * 8e6 / passed;
            Bitrate = IsKnown ? (Bitrate + rate) / 2 : rate;
            (_from, _bytes) = (at, 0);
        }

        _bytes += bytes;
    }
}
