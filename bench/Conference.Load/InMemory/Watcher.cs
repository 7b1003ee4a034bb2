using Conference.Rtc;
using Conference.Rtc.Congestion;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Sfu.Tests.Labs;

namespace Conference.Load.InMemory;

/// <summary>A subscriber of an <see cref="InMemoryLecture"/> that got everything, and says so.</summary>
internal sealed class Watcher
{
    private static readonly Ssrc Own = new(7);

    private readonly BrowserTransport _transport;
    private readonly TransportFeedbackGenerator _arrivals = new();
    private readonly byte[] _buffer = new byte[1200];
    private readonly Ssrc _media;
    private SequenceNumber _highest;
    private SequenceNumber _acknowledged;
    private int _sent;

    public Watcher(BrowserTransport transport)
    {
        _transport = transport;
        if (!RtpPacket.TryParse(transport.Rtp[^1], out var packet)) throw new InvalidOperationException("A subscriber got what is no RTP.");
        _media = packet.Ssrc;
        _highest = packet.SequenceNumber;
        _acknowledged = new SequenceNumber((ushort)transport.Rtp.Count);
    }

    public void OnFrame(int packets)
    {
        _highest = _highest.Add(packets);
        _sent += packets;
    }

    public void Acknowledge(Timestamp now)
    {
        for (; _sent > 0; _sent--) _arrivals.OnPacket(now, _acknowledged = _acknowledged.Next);
        var writer = new RtcpWriter(_buffer);
        if (_arrivals.TryWrite(ref writer, Own, _media)) _transport.SendRtcp(writer.Written);
    }

    public void Report(Timestamp now)
    {
        var writer = new RtcpWriter(_buffer);
        var block = new ReportBlock(_media, 0, 0, (uint)now.Microseconds, 0, 0, 0);
        if (new ReceiverReport(Own).TryWrite(ref writer, [block])) _transport.SendRtcp(writer.Written);
    }

    public void AskAgain()
    {
        var writer = new RtcpWriter(_buffer);
        if (GenericNack.TryWrite(ref writer, Own, _media, [_highest])) _transport.SendRtcp(writer.Written);
        _sent++; // the retransmission has a transport-wide number too
    }
}
