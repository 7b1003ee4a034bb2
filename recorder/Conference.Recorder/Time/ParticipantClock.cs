namespace Conference.Recorder.Time;

/// <summary>
/// Maps one publisher's wall clock (the NTP time of its sender reports) to the SFU's receive clock. All tracks of a participant share one, so whatever
/// its error, their pictures and sounds stay together.
/// </summary>
internal sealed class ParticipantClock
{
    /// <summary>Microseconds. Reports come every one to five seconds; a window holds enough of them for one to have met no queue.</summary>
    private const long Window = 15_000_000;

    /// <summary>
    /// Parts of elapsed time by which the mapping may move: 5 ms per second hides a correction from eye and ear and still outruns any real clock's drift.
    /// </summary>
    private const double MaxSlew = 0.005;

    private readonly SlidingMinimum _differences = new(Window);
    private double _offset;
    private long _movedAt = long.MinValue;

    /// <summary>True after the first sender report of any track.</summary>
    public bool IsSynchronized => _movedAt != long.MinValue;

    /// <param name="publisher">Microseconds on the publisher's clock when it sent the report.</param>
    /// <param name="at">Microseconds on the receive clock.</param>
    public void Observe(long publisher, long at)
    {
        _differences.Add(at - publisher, at);
        var target = _differences.Value;
        if (!IsSynchronized)
        {
            _offset = target;
        }
        else
        {
            var limit = Math.Max(0, at - _movedAt) * MaxSlew;
            _offset += Math.Clamp(target - _offset, -limit, limit);
        }

        _movedAt = Math.Max(_movedAt, at);
    }

    /// <summary>The receive-clock time, in microseconds, of a moment on the publisher's clock.</summary>
    public long ToReceiveClock(long publisher) => publisher + (long)_offset;
}
