namespace Conference.Recorder.Time;

/// <summary>
/// Maps one track's RTP timestamps to the SFU's receive clock: by its sender reports and the participant's clock as soon as there is a report, by the
/// arrival of its quickest packets until then. The change from one to the other is gradual, so that time neither leaps nor turns back.
/// </summary>
/// <param name="isSound">
/// Sound is sent as steadily as it is captured, and its reports may be late: libwebrtc knows no capture time of sound and takes for it the moment at which it
/// sent the last packet. On a busy machine that was tens of milliseconds after its time.
/// </param>
internal sealed class TrackClock(ParticipantClock participant, int clockRate, bool isSound = false)
{
    /// <summary>
    /// Microseconds from a track's first packet until its frames are placed: by then a few packets have met no queue, and nothing needs to be moved later.
    /// With the wait for lost packets it is less than the mix's delay.
    /// </summary>
    public const long LearningTime = 600_000;

    private const long Window = 10_000_000;

    /// <summary>Parts of elapsed media time: the first report may tell of 50 ms, which are made good within a second or two.</summary>
    private const double MaxSlew = 0.04;

    /// <summary>Microseconds. From here on a correction is seen and heard as a fault of its own, so it is made good quickly: forward at once, backward by
    /// letting time all but stand still.</summary>
    private const long MaxGradual = 40_000;

    private const double MaxTurn = 0.75;

    /// <summary>Microseconds. A difference that no network explains: the timestamps jumped, and a step is the lesser evil.</summary>
    private const long MaxCorrection = 1_000_000;

    /// <summary>Microseconds. A frame mapped so far from its arrival is a lie of the timestamps or of a report.</summary>
    private const long MaxDistanceFromArrival = 5_000_000;

    /// <summary>Microseconds: two to four reports of a sound, of which one was made in time.</summary>
    private const long ReportWindow = 10_000_000;

    /// <summary>Microseconds: 25 packets of a sound, of which one met no queue; no longer, because a capture that dropped samples shifts all that follow.</summary>
    private const long RecentWindow = 500_000;

    /// <summary>Microseconds: a report so much later than the others is not late, the sound has paused.</summary>
    private const long MaxLateness = 300_000;

    private readonly SlidingMinimum _arrivals = new(Window);
    private readonly SlidingMinimum _recentArrivals = new(RecentWindow);
    private readonly SlidingMinimum _reports = new(ReportWindow);
    private (long Publisher, long Rtp)? _report;
    private (long Publisher, uint Rtp)? _earlyReport;
    private long _extended = -1;
    private double _offset;
    private long _offsetAt;
    private bool _hasOffset;

    /// <summary>How often timestamps said that a packet was captured seconds from when it came.</summary>
    public int Jumps { get; private set; }

    /// <summary>A packet came: called once per packet, in order of arrival.</summary>
    public void OnPacket(uint rtpTimestamp, long at)
    {
        var extended = Extend(rtpTimestamp);
        if (_earlyReport is { } early)
        {
            _report = (early.Publisher, extended + (int)(early.Rtp - rtpTimestamp));
            _earlyReport = null;
        }

        _extended = Math.Max(_extended, extended);
        _arrivals.Add(at - ToMicroseconds(extended), at);
        if (isSound) _recentArrivals.Add(at - ToMicroseconds(extended), at);
        if (_report is { } report) participant.ObservePacket(report.Publisher + ToMicroseconds(extended) - ToMicroseconds(report.Rtp), at);
        if (_hasOffset && Math.Abs(ToMicroseconds(extended) + (long)_offset - at) > MaxDistanceFromArrival) Restart(extended, at);
    }

    /// <param name="ntp">64-bit NTP time.</param>
    public void OnSenderReport(ulong ntp, uint rtpTimestamp, long at)
    {
        var publisher = participant.FromNtp(ntp);
        participant.Observe(publisher, at);
        if (_extended < 0) _earlyReport = (publisher, rtpTimestamp);
        else _report = (publisher - LatenessOf(publisher, Extend(rtpTimestamp), at), Extend(rtpTimestamp));
        // The report itself may have waited in a queue; the quickest packet so far did not.
        if (_report is { } report && _arrivals.HasValue) participant.ObservePacket(report.Publisher + at - ToMicroseconds(report.Rtp) - _arrivals.Value, at);
    }

    /// <summary>When the frame was captured, in microseconds on the receive clock (plus the network's least delay, the same for all tracks of a participant).</summary>
    public long Map(uint rtpTimestamp)
    {
        var extended = Extend(rtpTimestamp);
        var media = ToMicroseconds(extended);
        var target = Target();
        if (!_hasOffset || target - _offset > MaxGradual || target - _offset < -MaxCorrection)
        {
            _offset = target;
            _hasOffset = true;
        }
        else
        {
            var limit = Math.Max(0, media - _offsetAt) * (_offset - target > MaxGradual ? MaxTurn : MaxSlew);
            _offset += Math.Clamp(target - _offset, -limit, limit);
        }

        _offsetAt = Math.Max(_offsetAt, media);
        return media + (long)_offset;
    }

    /// <summary>The sender began anew (another SSRC, another encoder): nothing known of its timestamps holds.</summary>
    public void Reset()
    {
        _extended = -1;
        _report = null;
        _earlyReport = null;
        _arrivals.Clear();
        _recentArrivals.Clear();
        _reports.Clear();
        _hasOffset = false;
        _offsetAt = 0;
    }

    // What is added to a media time to give receive time.
    private double Target()
    {
        if (_report is { } report)
        {
            var told = participant.ToReceiveClock(report.Publisher) - ToMicroseconds(report.Rtp);
            if (!_arrivals.HasValue || Math.Abs(told - _arrivals.Value) <= MaxDistanceFromArrival) return told;
            // A report of other timestamps than the packets have.
            _report = null;
        }

        return _arrivals.HasValue ? _arrivals.Value : _offset;
    }

    /// <summary>Microseconds by which a report's NTP time lies behind what the soonest report of late would say, measured by the packets about it.</summary>
    private long LatenessOf(long publisher, long rtp, long at)
    {
        if (!isSound || !_recentArrivals.HasValue) return 0;
        var told = publisher - ToMicroseconds(rtp) - _recentArrivals.Value;
        if (_reports.HasValue && told - _reports.Value > MaxLateness) _reports.Clear();
        _reports.Add(told, at);
        return told - _reports.Value;
    }

    private void Restart(long extended, long at)
    {
        Jumps++;
        _report = null;
        _recentArrivals.Clear();
        _reports.Clear();
        _arrivals.Clear();
        _arrivals.Add(at - ToMicroseconds(extended), at);
        _offset = at - ToMicroseconds(extended);
        _offsetAt = ToMicroseconds(extended);
    }

    // RTP timestamps wrap after 13 h (video) and 25 h (audio): the value nearest to the newest one seen.
    private long Extend(uint rtpTimestamp) => _extended < 0 ? rtpTimestamp : _extended + (int)(rtpTimestamp - (uint)_extended);

    private long ToMicroseconds(long rtp) => (long)((Int128)rtp * 1_000_000 / clockRate);
}
