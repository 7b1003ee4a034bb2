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

    /// <summary>Microseconds from the first observation in which the mapping follows at once: better early and right than smooth.</summary>
    private const long Settling = 5_000_000;

    /// <summary>Microseconds. No network explains a packet that far from what is known: its timestamps lie, and must not move the other tracks.</summary>
    private const long MaxPacketError = 1_000_000;

    private readonly SlidingMinimum _differences = new(Window);
    private ulong? _firstReport;
    private double _offset;
    private long _movedAt = long.MinValue;
    private long _settledAt;

    /// <summary>True after the first sender report of any track.</summary>
    public bool IsSynchronized => _movedAt != long.MinValue;

    /// <summary>
    /// An NTP time of a report as microseconds on the publisher's clock, counted from the first report of any track. NTP's seconds wrap (the next time in February
    /// 2036, and a publisher's clock may stand anywhere); a difference does not.
    /// </summary>
    /// <param name="ntp">32.32 fixed point.</param>
    public long FromNtp(ulong ntp)
    {
        _firstReport ??= ntp;
        return (long)(((Int128)(long)(ntp - _firstReport.Value) * 1_000_000) >> 32);
    }

    /// <param name="publisher">Microseconds on the publisher's clock when it sent the report.</param>
    /// <param name="at">Microseconds on the receive clock.</param>
    public void Observe(long publisher, long at)
    {
        _differences.Add(at - publisher, at);
        var target = _differences.Value;
        if (!IsSynchronized) _settledAt = at + Settling;
        if (at < _settledAt)
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

    /// <summary>
    /// A packet whose timestamp says that it was captured then. It cannot have come before that, and there are far more packets than reports, so one of
    /// them soon met no queue.
    /// </summary>
    /// <param name="publisher">Microseconds on the publisher's clock.</param>
    /// <param name="at">Microseconds on the receive clock.</param>
    public void ObservePacket(long publisher, long at)
    {
        if (IsSynchronized && Math.Abs(at - publisher - _offset) < MaxPacketError) Observe(publisher, at);
    }

    /// <summary>The receive-clock time, in microseconds, of a moment on the publisher's clock.</summary>
    public long ToReceiveClock(long publisher) => publisher + (long)_offset;
}
