using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Congestion;

/// <summary>
/// What the path to one receiver carries, told by its transport-wide feedback and REMB, in the shape of Google congestion control
/// (draft-ietf-rmcat-gcc-02): a growing queue or heavy loss sets the estimate below what arrives, quiet time raises it again. Who sends less than the path
/// carries never learns its limit, so until something speaks against it the path is taken to be ample.
/// </summary>
public sealed class BandwidthEstimator
{
    /// <summary>§5.5: a decrease goes to 85 % of what arrives, growth is 8 % a second, and not beyond one and a half times what arrives.</summary>
    private const double Decrease = 0.85, GrowthPerSecond = 1.08, Ceiling = 1.5;

    /// <summary>§6: more than a tenth lost lowers the estimate, less than a fiftieth lets it grow.</summary>
    private const double HeavyLoss = 0.1, LightLoss = 0.02;

    /// <summary>Ample again with a quarter to spare: some five seconds after the last bad sign.</summary>
    private const double Spare = 1.25;

    /// <summary>One lost packet in a handful is no tenth, and one that is late is lost for a feedback only.</summary>
    private const int MinPacketsForLoss = 20, LossMicroseconds = 500_000;

    /// <summary>§5.5: decreases are a round trip apart at least, so that each one's effect is seen; browsers report twice or more in this time.</summary>
    private const long DecreaseMicroseconds = 300_000;

    /// <summary>REMB is repeated each second or so; an old one says nothing of now.</summary>
    private const long RembMicroseconds = 5_000_000;

    private const double Lowest = 50_000;

    private readonly SentPackets _sent = new();
    private readonly DelayTrend _trend = new();
    private RateMeter _arriving, _leaving;
    private int _received, _lost;
    private double _estimate;
    private double _remb;
    private Timestamp _rembAt, _decreasedAt, _grownAt, _lossFrom;

    /// <summary>More is sent than the path is known to carry with some to spare: bursts make queues there, so packets are to be paced.</summary>
    public bool IsTight { get; private set; }

    /// <summary>Bits per second that the path carries; only a number to go by while <see cref="IsTight"/>.</summary>
    public long Bitrate => (long)_estimate;

    /// <summary>Bits per second that arrive.</summary>
    public long ArrivingBitrate => (long)_arriving.Bitrate;

    /// <summary>A packet left.</summary>
    public void OnSent(Timestamp now, SequenceNumber transportSequence, int bytes) => _sent.Add(now, transportSequence, bytes);

    /// <summary>A packet without a transport-wide number left: nobody will say when it came, so a REMB is compared with what is sent.</summary>
    public void OnSent(Timestamp now, int bytes) => _leaving.Add(now.Microseconds, bytes);

    /// <summary>Takes transport-wide feedback; what it says of packets that were not sent is passed over.</summary>
    public void OnFeedback(Timestamp now, TransportFeedback feedback)
    {
        while (feedback.MoveNext())
        {
            var packet = feedback.Current;
            if (!packet.Received)
            {
                if (_sent.TryMarkLost(packet.Sequence)) _lost++;
                continue;
            }

            if (!_sent.TryTake(now, packet.Sequence, out var age, out var bytes, out var wasLost)) continue;
            if (wasLost && _lost > 0) _lost--;
            _received++;
            _arriving.Add(packet.ArrivedAt, bytes);
            _trend.OnPacket(now.Microseconds - age, packet.ArrivedAt);
        }

        if (_trend.Usage == BandwidthUsage.Over) Lower(now);
        OnLoss(now);
        Grow(now);
    }

    /// <summary>The receiver's own estimate, for those without transport-wide feedback.</summary>
    public void OnRemb(Timestamp now, in ReceiverEstimatedMaximumBitrate remb)
    {
        (_remb, _rembAt) = (remb.Bitrate, now);
        var flow = _arriving.IsKnown ? _arriving.Bitrate : _leaving.Bitrate;
        if (remb.Bitrate < flow) Set(now, remb.Bitrate);
        else if (!_arriving.IsKnown && remb.Bitrate >= Spare * flow) IsTight = false;
    }

    private void OnLoss(Timestamp now)
    {
        var packets = _received + _lost;
        if (packets < MinPacketsForLoss || now.Microseconds - _lossFrom.Microseconds < LossMicroseconds) return;
        _lossFrom = now;
        var share = (double)_lost / packets;
        (_received, _lost) = (0, 0);
        if (share > HeavyLoss) Lower(now);
        else if (share > LightLoss) _grownAt = now; // neither up nor down
    }

    /// <summary>To a little below what arrives, whatever the sign was: that much the path does carry, and its queue can empty.</summary>
    private void Lower(Timestamp now)
    {
        if (!_arriving.IsKnown || (IsTight && now.Microseconds - _decreasedAt.Microseconds < DecreaseMicroseconds)) return;
        Set(now, Decrease * _arriving.Bitrate);
        _decreasedAt = now;
    }

    private void Set(Timestamp now, double estimate)
    {
        _estimate = Math.Max(Lowest, estimate);
        (IsTight, _grownAt) = (true, now);
    }

    private void Grow(Timestamp now)
    {
        if (!IsTight) return;
        var seconds = Math.Min(1, (now.Microseconds - _grownAt.Microseconds) / 1e6);
        _grownAt = now;
        if (_trend.Usage != BandwidthUsage.Normal || seconds <= 0) return; // a queue that empties is let empty first (§5.5)
        var limit = _remb > 0 && now.Microseconds - _rembAt.Microseconds < RembMicroseconds ? _remb : double.MaxValue;
        _estimate = Math.Max(Lowest, Math.Min(Math.Min(_estimate * Math.Pow(GrowthPerSecond, seconds), Math.Max(_estimate, Ceiling * _arriving.Bitrate)), limit));
        if (_estimate >= Spare * _arriving.Bitrate) IsTight = false;
    }
}
