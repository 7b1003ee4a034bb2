using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Congestion;

/// <summary>Counts what is sent on one stream, for its sender reports (RFC 3550 §6.4.1).</summary>
public sealed class SenderStatistics
{
    public long Packets { get; private set; }

    /// <summary>Payload bytes, without headers and padding.</summary>
    public long Octets { get; private set; }

    public void OnSent(int payloadLength)
    {
        Packets++;
        Octets += payloadLength;
    }

    /// <summary>A report for now; false while nothing was sent or the source's clocks are unknown.</summary>
    public bool TryMakeReport(Timestamp now, Ssrc ssrc, in SourceClock clock, out SenderReport report)
    {
        report = default;
        if (Packets == 0 || !clock.TryRead(now, out var ntp, out var rtp)) return false;
        report = new SenderReport(ssrc, ntp, rtp, (uint)Packets, (uint)Octets);
        return true;
    }
}
