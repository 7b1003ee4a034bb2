using Conference.Rtc;
using Conference.Rtc.Rtp;

namespace Conference.Sfu.Rooms;

/// <summary>One SSRC of a publisher and what a receiver report says of it (RFC 3550 §6.4.1, A.3, A.8).</summary>
internal sealed class RtpReceiveStream(Ssrc ssrc, UpTrack track, bool isRetransmission)
{
    private ExtendedSequence _sequence;
    private long _first = -1;
    private long _received;
    private long _expectedBefore, _receivedBefore;
    private double _jitter;
    private long _transit;
    private uint _lastTimestamp;
    private uint _lastReport;
    private Timestamp _lastReportAt;

    public Ssrc Ssrc { get; } = ssrc;

    public UpTrack Track { get; } = track;

    /// <summary>The stream carries RTX (RFC 4588), not media itself.</summary>
    public bool IsRetransmission { get; } = isRetransmission;

    public bool HasPackets => _received > 0;

    /// <summary>The highest sequence number with its cycles, modulo 2^32.</summary>
    public uint ExtendedHighest => (uint)(_sequence.Highest - 65536);

    /// <summary>In timestamp units.</summary>
    public uint Jitter => (uint)_jitter;

    /// <summary>Counts a packet; returns its unwrapped sequence number.</summary>
    public long OnPacket(Timestamp now, SequenceNumber sequence, uint timestamp)
    {
        var extended = _sequence.Unwrap(sequence);
        if (_first < 0) _first = extended;
        _received++;
        // Packets of one frame share a timestamp but not a send time, so only the first of each enters the jitter (as browsers do).
        if (timestamp == _lastTimestamp && _received > 1) return extended;
        var transit = now.Microseconds * Track.ClockRate / 1_000_000 - timestamp;
        if (_received > 1) _jitter += (Math.Abs((double)(int)(uint)(transit - _transit)) - _jitter) / 16;
        _transit = transit;
        _lastTimestamp = timestamp;
        return extended;
    }

    /// <summary>The unwrapped form of a sequence number that came in another stream (RTX).</summary>
    public long Locate(SequenceNumber sequence) => _sequence.Peek(sequence);

    /// <summary>A sender report of this SSRC came.</summary>
    public void OnSenderReport(Timestamp now, NtpTime ntp)
    {
        _lastReport = ntp.Compact;
        _lastReportAt = now;
    }

    /// <summary>Loss since the last call, in 1/256, and in total (24 bits, signed).</summary>
    public (byte Fraction, int Total) TakeLoss()
    {
        var expected = _sequence.Highest - _first + 1;
        var expectedNow = expected - _expectedBefore;
        var lostNow = expectedNow - (_received - _receivedBefore);
        _expectedBefore = expected;
        _receivedBefore = _received;
        var fraction = expectedNow <= 0 || lostNow <= 0 ? 0 : lostNow * 256 / expectedNow;
        return ((byte)Math.Min(fraction, 255), (int)Math.Clamp(expected - _received, -0x800000, 0x7FFFFF));
    }

    /// <summary>LSR and DLSR: the last sender report and its age in 1/65536 s; zeros when there was none.</summary>
    public (uint LastReport, uint Delay) SinceLastReport(Timestamp now) =>
        _lastReport == 0 ? (0, 0) : (_lastReport, (uint)((now.Microseconds - _lastReportAt.Microseconds) * 65536 / 1_000_000));
}
