using System.Net;
using System.Net.Sockets;
using Conference.Rtc;
using Conference.Rtc.Rtp;

namespace Conference.Sfu.Tests.Labs;

/// <summary>One peer connection over a real socket of the loopback: the client role of our own Transport, turned by its test.</summary>
internal sealed class UdpPeer : ITransportHandler, IOutboxSink, IDisposable
{
    private readonly Outbox _outbox;
    private readonly byte[] _buffer = new byte[2048];
    private Transport? _transport;
    private IPEndPoint? _server;
    private RemoteEndPoint _from;

    public UdpPeer()
    {
        _outbox = new Outbox(this);
        Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    }

    public PeerIdentity Identity { get; } = new();

    public Socket Socket { get; } = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };

    /// <summary>The port of the Worker that serves it.</summary>
    public int ServerPort => _server!.Port;

    public bool IsConnected => _transport is { IsConnected: true };

    /// <summary>What the payloads that arrived say of themselves (<see cref="Browser.Mark"/>), in order of arrival.</summary>
    public List<ushort> Marks { get; } = [];

    /// <summary>Sees each datagram that is sent.</summary>
    public Action<ReadOnlyMemory<byte>>? OnSent { get; set; }

    /// <summary>Connects to the server that this description is of; does nothing the second time.</summary>
    public void Connect(string sdp, Timestamp now)
    {
        if (_transport is not null) return;
        _server = new IPEndPoint(IPAddress.Loopback, Descriptions.ServerPort(sdp));
        _from = RemoteEndPoint.FromIPEndPoint(_server);
        _transport = Identity.Connect(this, Descriptions.Server(sdp), _from, now);
    }

    /// <summary>Takes what has arrived and does what is due.</summary>
    public void Turn(Timestamp now)
    {
        if (_transport is null) return;
        while (Socket.Available > 0)
        {
            var length = Socket.Receive(_buffer);
            _transport.Receive(now, _from, _buffer.AsSpan(0, length), _outbox);
        }

        _transport.HandleTimeout(now, _outbox);
        _outbox.Flush();
    }

    public void SendRtp(Timestamp now, in RtpHeader header, ReadOnlySpan<byte> payload)
    {
        Expect.That(_transport!.SendRtp(now, header, payload, _outbox));
        _outbox.Flush();
    }

    public void Dispose()
    {
        _transport?.Dispose();
        _outbox.Dispose();
        Identity.Dispose();
        Socket.Dispose();
    }

    void IOutboxSink.Send(Outbox outbox)
    {
        foreach (ref readonly var entry in outbox.Entries)
        {
            var datagram = outbox.Datagram(entry).ToArray();
            OnSent?.Invoke(datagram);
            Socket.SendTo(datagram, _server!);
        }
    }

    void ITransportHandler.OnConnected(Transport transport, Timestamp now)
    {
    }

    void ITransportHandler.OnRtp(Transport transport, Timestamp now, Span<byte> packet)
    {
        if (RtpPacket.TryParse(packet, out var rtp) && rtp.PayloadType == Browser.Vp8) Marks.Add(Browser.Mark(rtp.Payload));
    }

    void ITransportHandler.OnRtcp(Transport transport, Timestamp now, ReadOnlySpan<byte> compound)
    {
    }

    void ITransportHandler.OnClosed(Transport transport, Timestamp now, TransportCloseReason reason)
    {
    }
}
