using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Congestion;

/// <summary>What our receiver reports say of one stream (RFC 3550 A.3, A.8).</summary>
/// <param name="clockRate">RTP clock in Hz.</param>
public sealed class ReceiverStatistics(int clockRate)
{
    private ExtendedSequence _unwrapper;
    private long _first;
    private long _received;
    private long _expectedBefore;
    private long _receivedBefore;
    private long _transit;
    private long _jitter; // in 1/16 of a timestamp unit
    private NtpTime _senderReport;
    private Timestamp _senderReportAt = Timestamp.Never;

    /// <summary>Packets received, duplicates included.</summary>
    public long Received => _received;

    /// <summary>Lost since the beginning; negative when there were more duplicates than losses.</summary>
    public long Lost => _unwrapper.HasValue ? Expected - _received : 0;

    /// <summary>Interarrival jitter in RTP timestamp units.</summary>
    public uint Jitter => (uint)(_jitter >> 4);

    private long Expected => _unwrapper.Highest - _first + 1;

    /// <summary>Counts a packet of the stream; retransmissions do not count.</summary>
    public void OnPacket(Timestamp now, SequenceNumber sequence, uint rtpTimestamp)
    {
        var started = _unwrapper.HasValue;
        var extended = _unwrapper.Unwrap(sequence);
        _received++;
        if (!started || extended < _first) _first = extended;

        // RFC 3550 A.8: the difference of transit times, in wrapping 32-bit arithmetic.
        var arrival = (uint)((Int128)now.Microseconds * clockRate / 1_000_000);
        var transit = (long)(arrival - rtpTimestamp);
        if (started)
        {
            var difference = Math.Abs((long)(int)((uint)transit - (uint)_transit));
            _jitter += difference - ((_jitter + 8) >> 4);
        }

        _transit = transit;
    }

    public void OnSenderReport(Timestamp now, NtpTime ntp) => (_senderReport, _senderReportAt) = (ntp, now);

    /// <summary>The block for the next report; starts a new interval for the fraction lost. False before the first packet.</summary>
    public bool TryTakeReport(Timestamp now, Ssrc ssrc, out ReportBlock block)
    {
        block = default;
        if (!_unwrapper.HasValue) return false;
        var expected = Expected - _expectedBefore;
        var lost = expected - (_received - _receivedBefore);
        (_expectedBefore, _receivedBefore) = (Expected, _received);
        var fraction = expected <= 0 || lost <= 0 ? 0 : Math.Min(255, (lost << 8) / expected);
        var delay = _senderReportAt == Timestamp.Never ? 0 : (uint)((Int128)(now.Microseconds - _senderReportAt.Microseconds) * 65_536 / 1_000_000);
        block = new ReportBlock(
            ssrc, (byte)fraction, (int)Math.Clamp(Lost, -0x800000, 0x7FFFFF), (uint)(_unwrapper.Highest - 65_536), Jitter,
            _senderReportAt == Timestamp.Never ? 0 : _senderReport.Compact, delay);
        return true;
    }
}
