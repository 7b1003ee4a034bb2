using Conference.Rtc;
using Conference.Rtc.Congestion;
using Conference.Rtc.Ice;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;

namespace Conference.Sfu.Tests.Labs;

/// <summary>One peer connection of a test browser: the client role of our own Transport, joined to the lab's port.</summary>
internal sealed class BrowserTransport : ITransportHandler, IOutboxSink, IDisposable
{
    private static readonly HeaderExtensionMap ServerExtensions = MakeExtensions();

    private readonly Lab _lab;
    private readonly Queue<byte[]> _incoming = new();
    private readonly Outbox _outbox;
    private TransportFeedbackGenerator? _arrivals;
    private int _acknowledged;
    private Transport? _transport;

    public BrowserTransport(Lab lab)
    {
        _lab = lab;
        _outbox = new Outbox(this);
        Address = lab.Attach(this);
    }

    public RemoteEndPoint Address { get; private set; }

    /// <summary>The next datagrams come from elsewhere: a phone has changed its network.</summary>
    public void Move()
    {
        _lab.Detach(this);
        Address = _lab.Attach(this);
    }

    /// <summary>Goes on under new credentials of both sides.</summary>
    public void RestartIce(IceCredentials local, string remoteUfrag, string remotePassword) =>
        Expect.That(_transport!.TryRestartIce(local, remoteUfrag, remotePassword));

    /// <summary>Where it sends to, which is the port of one of the Workers.</summary>
    public RemoteEndPoint Server { get; private set; }

    public PeerIdentity Identity { get; } = new();

    public bool IsConnected { get; private set; }

    public TransportCloseReason? Closed { get; private set; }

    /// <summary>RTP packets that arrived, whole.</summary>
    public List<byte[]> Rtp { get; } = [];

    /// <summary>RTCP packets that arrived.</summary>
    public List<byte[]> Rtcp { get; } = [];

    /// <summary>Silent: sends no checks any more, as a browser whose network is gone.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Connects to the server that this description is of; does nothing the second time.</summary>
    public void Connect(string sdp)
    {
        if (_transport is not null) return;
        Server = Lab.ServerAddress(Descriptions.ServerPort(sdp));
        _transport = Identity.Connect(this, Descriptions.Server(sdp), Server, _lab.Now);
    }

    public void Deliver(byte[] datagram) => _incoming.Enqueue(datagram);

    public void Turn(Timestamp now)
    {
        if (_transport is null || Closed is not null || IsCutOff) return;
        while (_incoming.TryDequeue(out var datagram)) _transport.Receive(now, Server, datagram, _outbox);
        _transport.HandleTimeout(now, _outbox);
        _outbox.Flush();
    }

    public void SendRtp(in RtpHeader header, ReadOnlySpan<byte> payload)
    {
        Expect.That(_transport!.SendRtp(_lab.Now, header, payload, _outbox));
        _outbox.Flush();
    }

    public void SendRtcp(ReadOnlySpan<byte> compound)
    {
        Expect.That(_transport!.SendRtcp(_lab.Now, compound, _outbox));
        _outbox.Flush();
    }

    /// <summary>The sequence numbers that NACKs to us asked for, in order.</summary>
    public List<SequenceNumber> Nacked()
    {
        var all = new List<SequenceNumber>();
        foreach (var bytes in Rtcp)
        {
            Expect.That(RtcpCompound.TryParse(bytes, out var compound));
            while (compound.MoveNext())
            {
                if (!GenericNack.TryParse(compound.Current, out var nack)) continue;
                while (nack.MoveNext()) all.Add(nack.Current);
            }
        }

        return all;
    }

    /// <summary>How many picture loss indications came for a stream.</summary>
    public int PictureLosses(uint ssrc) => Messages((in RtcpPacket packet) => PictureLossIndication.TryParse(packet, out var loss) && loss.Media.Value == ssrc);

    public int Messages(Matches matches)
    {
        var count = 0;
        foreach (var bytes in Rtcp)
        {
            Expect.That(RtcpCompound.TryParse(bytes, out var compound));
            while (compound.MoveNext())
                if (matches(compound.Current)) count++;
        }

        return count;
    }

    public delegate bool Matches(in RtcpPacket packet);

    public void SendNack(uint media, params SequenceNumber[] lost)
    {
        var writer = new RtcpWriter(new byte[1200]);
        Expect.That(GenericNack.TryWrite(ref writer, new Ssrc(7), new Ssrc(media), lost));
        SendRtcp(writer.Written);
    }

    public void SendReceiverReport(uint media)
    {
        var writer = new RtcpWriter(new byte[1200]);
        Expect.That(new ReceiverReport(new Ssrc(7)).TryWrite(ref writer, [new ReportBlock { Ssrc = new Ssrc(media) }]));
        SendRtcp(writer.Written);
    }

    public void SendRemb(ulong bitrate)
    {
        var writer = new RtcpWriter(new byte[1200]);
        Expect.That(ReceiverEstimatedMaximumBitrate.TryWrite(ref writer, new Ssrc(7), bitrate, []));
        SendRtcp(writer.Written);
    }

    /// <summary>Sends transport-wide feedback for what arrived since the last; identifiers are those of the server's offers.</summary>
    public void Acknowledge()
    {
        _arrivals ??= new TransportFeedbackGenerator();
        for (; _acknowledged < Rtp.Count; _acknowledged++)
        {
            Expect.That(RtpPacket.TryParse(Rtp[_acknowledged], out var packet));
            if (packet.TryGetTransportSequence(ServerExtensions, out var sequence)) _arrivals.OnPacket(_lab.Now, sequence);
        }

        var writer = new RtcpWriter(new byte[1200]);
        if (_arrivals.TryWrite(ref writer, new Ssrc(7), new Ssrc(8))) SendRtcp(writer.Written);
    }

    public void SendPictureLoss(uint media)
    {
        var writer = new RtcpWriter(new byte[1200]);
        Expect.That(new PictureLossIndication(new Ssrc(7), new Ssrc(media)).TryWrite(ref writer));
        SendRtcp(writer.Written);
    }

    public void SendSenderReport(uint ssrc, NtpTime ntp, uint timestamp)
    {
        var writer = new RtcpWriter(new byte[1200]);
        Expect.That(new SenderReport(new Ssrc(ssrc), ntp, timestamp, 1, 1).TryWrite(ref writer));
        SendRtcp(writer.Written);
    }

    public void Close()
    {
        _transport?.Close(_lab.Now, TransportCloseReason.Left, _outbox);
        _outbox.Flush();
    }

    public void Dispose()
    {
        _transport?.Dispose();
        _outbox.Dispose();
        Identity.Dispose();
    }

    void IOutboxSink.Send(Outbox outbox)
    {
        foreach (ref readonly var entry in outbox.Entries) _lab.Deliver(Server, Address, outbox.Datagram(entry));
    }

    void ITransportHandler.OnConnected(Transport transport, Timestamp now) => IsConnected = true;

    void ITransportHandler.OnRtp(Transport transport, Timestamp now, Span<byte> packet) => Rtp.Add(packet.ToArray());

    void ITransportHandler.OnRtcp(Transport transport, Timestamp now, ReadOnlySpan<byte> compound) => Rtcp.Add(compound.ToArray());

    void ITransportHandler.OnClosed(Transport transport, Timestamp now, TransportCloseReason reason)
    {
        IsConnected = false;
        Closed = reason;
    }

    private static HeaderExtensionMap MakeExtensions()
    {
        var map = new HeaderExtensionMap();
        map.TryAdd(2, HeaderExtensionKind.TransportSequence);
        return map;
    }
}
