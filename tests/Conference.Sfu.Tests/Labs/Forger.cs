using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Conference.Sfu.Tests.Labs;

/// <summary>Sends datagrams under another's address, which takes a raw socket and the right to open one.</summary>
internal sealed class Forger : IDisposable
{
    private const int IpHeader = 20, UdpHeader = 8;

    private readonly Socket _socket;
    private readonly byte[] _packet = new byte[IpHeader + UdpHeader + 2048];

    private Forger(Socket socket) => _socket = socket;

    public long Datagrams { get; private set; }

    /// <summary>Null where the process may not forge.</summary>
    public static Forger? TryCreate()
    {
        try
        {
            return new Forger(new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Raw) { Blocking = false });
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Sends a datagram from one port of the loopback to another.</summary>
    public void Send(int from, int to, ReadOnlySpan<byte> payload) => Send(new IPEndPoint(IPAddress.Loopback, from), new IPEndPoint(IPAddress.Loopback, to), payload);

    /// <summary>Sends a datagram that seems to come from there.</summary>
    public void Send(IPEndPoint from, IPEndPoint to, ReadOnlySpan<byte> payload)
    {
        var packet = _packet.AsSpan(0, IpHeader + UdpHeader + payload.Length);
        packet[..(IpHeader + UdpHeader)].Clear();
        packet[0] = 0x45; // RFC 791 §3.1: version 4, five words; the kernel fills in length and checksum
        packet[8] = 64;
        packet[9] = 17;
        from.Address.TryWriteBytes(packet[12..], out _);
        to.Address.TryWriteBytes(packet[16..], out _);
        var udp = packet[IpHeader..];
        BinaryPrimitives.WriteUInt16BigEndian(udp, (ushort)from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], (ushort)to.Port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)(UdpHeader + payload.Length)); // no checksum: RFC 768 lets it be zero
        payload.CopyTo(udp[UdpHeader..]);
        try
        {
            _socket.SendTo(packet, new IPEndPoint(to.Address, 0));
            Datagrams++;
        }
        catch (SocketException)
        {
            // Its own send queue is full.
        }
    }

    public void Dispose() => _socket.Dispose();
}
