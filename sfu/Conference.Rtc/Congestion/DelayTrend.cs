namespace Conference.Rtc.Congestion;

/// <summary>
/// Tells from the times that packets took whether a queue on the path grows: the slope of the one-way delay, by least squares over the last groups of
/// packets, against a threshold that adapts to the path's own jitter (draft-ietf-rmcat-gcc-02 §5, with the trend line that libwebrtc uses).
/// </summary>
internal sealed class DelayTrend
{
    /// <summary>Packets that left within 5 ms are one group (§5.2): bursts say nothing of a queue.</summary>
    private const long GroupMicroseconds = 5_000;

    private const int Window = 20;
    private const double Smoothing = 0.9, Gain = 4;
    private const int MaxGroupsInTrend = 60;

    /// <summary>The threshold in milliseconds and how fast it follows a trend above and below it (§5.4).</summary>
    private const double FirstThreshold = 12.5, LowestThreshold = 6, HighestThreshold = 600, FollowUp = 0.0087, FollowDown = 0.039;

    /// <summary>A trend so far beyond the threshold is a leap of the path, to which the threshold does not adapt (§5.4).</summary>
    private const double Leap = 15;

    /// <summary>A trend must last so long to be believed (§5.4).</summary>
    private const double BeliefMilliseconds = 10;

    /// <summary>Clocks that leap or a pause this long begin all anew.</summary>
    private const long ResetMicroseconds = 3_000_000;

    private readonly double[] _times = new double[Window];
    private readonly double[] _delays = new double[Window];
    private Group _previous, _current;
    private int _groups;
    private double _accumulated, _smoothed, _threshold = FirstThreshold, _lastTrend, _overFor;
    private long _firstArrival, _thresholdAt;

    public BandwidthUsage Usage { get; private set; }

    /// <summary>One packet that arrived, in order of arrival.</summary>
    /// <param name="sentAt">On our clock, in microseconds.</param>
    /// <param name="arrivedAt">On the receiver's.</param>
    public void OnPacket(long sentAt, long arrivedAt)
    {
        if (_current.IsEmpty || Math.Abs(arrivedAt - _current.LastArrival) > ResetMicroseconds)
        {
            Reset();
            _current = new Group(sentAt, arrivedAt);
            return;
        }

        if (sentAt < _current.FirstSent) return; // from an older group: the order of groups is what is measured
        if (sentAt - _current.FirstSent <= GroupMicroseconds)
        {
            _current = _current with { LastSent = Math.Max(sentAt, _current.LastSent), LastArrival = Math.Max(arrivedAt, _current.LastArrival) };
            return;
        }

        if (!_previous.IsEmpty) OnGroup();
        _previous = _current;
        _current = new Group(sentAt, arrivedAt);
    }

    private void OnGroup()
    {
        var sent = (_current.LastSent - _previous.LastSent) / 1000.0;
        var arrived = (_current.LastArrival - _previous.LastArrival) / 1000.0;
        if (_groups == 0) _firstArrival = _thresholdAt = _current.LastArrival;
        _accumulated += arrived - sent;
        _smoothed = Smoothing * _smoothed + (1 - Smoothing) * _accumulated;
        _times[_groups % Window] = (_current.LastArrival - _firstArrival) / 1000.0;
        _delays[_groups % Window] = _smoothed;
        _groups++;
        if (_groups >= Window) Judge(Math.Min(_groups, MaxGroupsInTrend) * Slope() * Gain, sent);
    }

    /// <summary>Milliseconds of delay that a millisecond adds.</summary>
    private double Slope()
    {
        double meanTime = 0, meanDelay = 0;
        for (var i = 0; i < Window; i++) (meanTime, meanDelay) = (meanTime + _times[i] / Window, meanDelay + _delays[i] / Window);
        double covariance = 0, variance = 0;
        for (var i = 0; i < Window; i++)
        {
            var time = _times[i] - meanTime;
            (covariance, variance) = (covariance + time * (_delays[i] - meanDelay), variance + time * time);
        }

        return variance > 0 ? covariance / variance : 0;
    }

    private void Judge(double trend, double passed)
    {
        if (trend > _threshold)
        {
            _overFor += passed;
            if (_overFor > BeliefMilliseconds && trend >= _lastTrend) (Usage, _overFor) = (BandwidthUsage.Over, 0);
        }
        else
        {
            _overFor = 0;
            Usage = trend < -_threshold ? BandwidthUsage.Under : BandwidthUsage.Normal;
        }

        _lastTrend = trend;
        var since = Math.Min((_current.LastArrival - _thresholdAt) / 1000.0, 100);
        _thresholdAt = _current.LastArrival;
        var distance = Math.Abs(trend) - _threshold;
        if (distance > Leap) return;
        _threshold = Math.Clamp(_threshold + (distance < 0 ? FollowDown : FollowUp) * distance * since, LowestThreshold, HighestThreshold);
    }

    private void Reset()
    {
        (_previous, _groups, _accumulated, _smoothed, _lastTrend, _overFor) = (default, 0, 0, 0, 0, 0);
        Usage = BandwidthUsage.Normal;
    }

    private readonly record struct Group(long FirstSent, long LastSent, long LastArrival, bool IsSet)
    {
        public Group(long sent, long arrived)
            : this(sent, sent, arrived, true)
        {
        }

        public bool IsEmpty => !IsSet;
    }
}
