using Conference.Rtc.Rtp;

namespace Conference.Rtc.Congestion;

/// <summary>
/// Whether the path from a publisher to us is tight. Its own estimate is never told to us, but what lowers it is seen here as well: a queue that grows, by the send times in its
/// packets' headers (abs-send-time), or heavy loss.
/// </summary>
public sealed class IncomingPath
{
    /// <summary>So long after the last bad sign a sender's estimate has recovered enough for a key frame (draft-ietf-rmcat-gcc-02 §5.5: 8 % a second).</summary>
    private const long QuietMicroseconds = 5_000_000;

    /// <summary>In 1/256: a tenth lost is what lowers an estimate (§6).</summary>
    private const byte HeavyLoss = 26;

    private readonly DelayTrend _trend = new();
    private AbsSendTime? _last;
    private long _sent;
    private Timestamp _tightUntil;

    /// <summary>A bad sign was seen a short time ago.</summary>
    public bool IsTight(Timestamp now) => now < _tightUntil;

    /// <summary>A packet came.</summary>
    /// <param name="sentAt">On the publisher's clock, which need not be ours.</param>
    public void OnPacket(Timestamp now, AbsSendTime sentAt)
    {
        // 24 bits that wrap every 64 s.
        if (_last is { } last) _sent += (int)((sentAt.Value - last.Value) << 8) >> 8;
        _last = sentAt;
        _trend.OnPacket((_sent * 1_000_000) >> 18, now.Microseconds);
        if (_trend.Usage == BandwidthUsage.Over) _tightUntil = now.AddMicroseconds(QuietMicroseconds);
    }

    /// <summary>What our receiver report says of a stream of it.</summary>
    /// <param name="fractionLost">Since the last report, in 1/256.</param>
    public void OnReport(Timestamp now, byte fractionLost)
    {
        if (fractionLost > HeavyLoss) _tightUntil = now.AddMicroseconds(QuietMicroseconds);
    }
}
