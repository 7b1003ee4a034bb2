using System.Net;
using System.Net.Sockets;

namespace Conference.Sfu.Tests.Labs;

/// <summary>A stranger: sends whatever it likes to the SFU's port and counts what comes back.</summary>
internal sealed class Attacker : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
    private readonly IPEndPoint _target;
    private readonly byte[] _buffer = new byte[2048];

    /// <param name="host">The last part of its address in 127.0.0.0/8.</param>
    /// <param name="port">The SFU's.</param>
    public Attacker(byte host, int port)
        : this(new IPAddress([127, 0, 0, host]), new IPEndPoint(IPAddress.Loopback, port))
    {
    }

    /// <param name="own">Its address.</param>
    /// <param name="target">Where it sends to.</param>
    public Attacker(IPAddress own, IPEndPoint target)
    {
        _socket.Bind(new IPEndPoint(own, 0));
        _target = target;
    }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    public long Datagrams { get; private set; }

    public long BytesSent { get; private set; }

    public long BytesReceived { get; private set; }

    public void Send(ReadOnlySpan<byte> datagram)
    {
        Count();
        try
        {
            BytesSent += _socket.SendTo(datagram, _target);
            Datagrams++;
        }
        catch (SocketException)
        {
            // Its own send queue is full: it has to be content with less.
        }
    }

    /// <summary>Takes what has come back.</summary>
    public void Count()
    {
        while (_socket.Available > 0) BytesReceived += _socket.Receive(_buffer);
    }

    public void Dispose() => _socket.Dispose();
}
