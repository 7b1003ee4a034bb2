using Conference.Rtc;
using Conference.Rtc.Congestion;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Conference.Sfu.Tests.Labs;

namespace Conference.Benchmarks.Sfu;

/// <summary>
/// One camera to many subscribers through the production Worker, room and transports (AEAD_AES_128_GCM) with a port in memory. Time is virtual: a frame
/// each thirtieth of a second. What browsers say back (transport-wide feedback, receiver reports, some NACKs) is made outside of what is measured.
/// </summary>
internal sealed class ForwardingLecture : IDisposable
{
    private const long FrameMicroseconds = 33_333;
    private const int FramesPerFeedback = 3, FramesPerReport = 30;

    /// <summary>One packet in 200 is asked for again: half a percent of loss.</summary>
    private const int PacketsPerNack = 200;

    private readonly Lab _lab = new();
    private readonly Browser _publisher;
    private readonly SentTrack _camera;
    private readonly List<Watcher> _watchers = [];
    private readonly byte[] _payload;
    private long _frames;

    /// <param name="subscribers">Who watch.</param>
    /// <param name="payloadLength">Octets of each packet's payload.</param>
    public ForwardingLecture(int subscribers, int payloadLength = 1150)
    {
        _payload = new byte[payloadLength];
        _publisher = _lab.Join();
        var others = Enumerable.Range(0, subscribers).Select(_ => _lab.Join()).ToList();
        _camera = _publisher.PublishConnected(TrackSource.Camera);
        foreach (var other in others) other.SubscribeConnected();
        _publisher.SendVideo(_camera, isKey: true);
        _lab.Run(30);
        foreach (var other in others) _watchers.Add(new Watcher(other.Subscribing!));
        _lab.PassesMedia = false; // the far ends are not measured, but their consent is kept up
        foreach (var watcher in _watchers) watcher.Report(_lab.Now);
        Turn();
    }

    /// <summary>RTP packets that left for subscribers.</summary>
    public long PacketsOut => _lab.Worker.Counters.RtpPacketsOut;

    /// <summary>Messages that a port with segmentation offload would hand to the kernel.</summary>
    public long Messages => _lab.Port.Messages;

    /// <summary>Puts one frame into the port.</summary>
    public void SendFrame(int packets) => _publisher.SendPayloads(_camera, _payload, packets);

    /// <summary>Lets a frame's time pass and puts in what the watchers say meanwhile.</summary>
    public void PassTime(int packetsPerFrame)
    {
        _lab.Pass(FrameMicroseconds);
        _frames++;
        if (_frames % FramesPerReport == 0) _lab.TurnBrowsers();
        for (var i = 0; i < _watchers.Count; i++)
        {
            var watcher = _watchers[i];
            // Each at a moment of its own, as browsers are.
            watcher.OnFrame(packetsPerFrame);
            if ((_frames + i) % FramesPerFeedback == 0) watcher.Acknowledge(_lab.Now);
            if ((_frames + i) % FramesPerReport == 0) watcher.Report(_lab.Now);
            if ((_frames + i) % Math.Max(1, PacketsPerNack / packetsPerFrame) == 0) watcher.AskAgain();
        }
    }

    /// <summary>What is measured: one turn of the Worker's loop.</summary>
    public void Turn() => _lab.Worker.Turn(_lab.Now);

    public void Dispose() => _lab.Dispose();

    /// <summary>A subscriber that got everything, and says so.</summary>
    private sealed class Watcher
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
}
