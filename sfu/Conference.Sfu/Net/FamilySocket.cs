using System.Buffers.Binary;
using static Conference.Sfu.Net.LibC;

namespace Conference.Sfu.Net;

/// <summary>One non-blocking UDP socket bound to every local address of one family.</summary>
internal sealed unsafe class FamilySocket : IDisposable
{
    public FamilySocket(int family, int port, int bufferBytes)
    {
        IsIPv4 = family == AfInet;
        Descriptor = Socket(family, SockDgram | SockNonBlock | SockCloseOnExec, 0);
        if (Descriptor < 0) throw UdpPort.LastError();
        try
        {
            if (IsIPv4)
            {
                Set(IpProtoIp, IpPktInfo, 1);
            }
            else
            {
                Set(IpProtoIpv6, Ipv6V6Only, 1);
                Set(IpProtoIpv6, Ipv6RecvPktInfo, 1);
            }

            // The forced form passes net.core.rmem_max (208 KiB by default, 1.3 ms of a busy port), but needs CAP_NET_ADMIN.
            if (!TrySet(SolSocket, SoReceiveBufferForce, bufferBytes)) Set(SolSocket, SoReceiveBuffer, bufferBytes);
            if (!TrySet(SolSocket, SoSendBufferForce, bufferBytes)) Set(SolSocket, SoSendBuffer, bufferBytes);
            ReceiveBufferBytes = Granted(SoReceiveBuffer);
            SendBufferBytes = Granted(SoSendBuffer);
            TrySet(SolUdp, UdpGro, 1); // since Linux 5.0 the kernel may hand over several datagrams in one piece
            Port = BindTo(family, port);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public bool IsIPv4 { get; }

    public int Descriptor { get; }

    public int Port { get; }

    /// <summary>What the kernel grants, which may be less than was asked for.</summary>
    public int ReceiveBufferBytes { get; }

    public int SendBufferBytes { get; }

    /// <summary>ppoll said so and the socket has not been drained since.</summary>
    public bool Readable { get; set; }

    public void Dispose() => _ = Close(Descriptor);

    private void Set(int level, int option, int value)
    {
        if (!TrySet(level, option, value)) throw UdpPort.LastError();
    }

    private bool TrySet(int level, int option, int value) => SetSockOpt(Descriptor, level, option, &value, sizeof(int)) == 0;

    /// <summary>The kernel doubles what is asked for, to have room for its bookkeeping, and says the double.</summary>
    private int Granted(int option)
    {
        int value;
        uint length = sizeof(int);
        return GetSockOpt(Descriptor, SolSocket, option, &value, &length) == 0 ? value / 2 : 0;
    }

    private int BindTo(int family, int port)
    {
        var address = stackalloc byte[28];
        var name = new Span<byte>(address, 28);
        name.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(name, (ushort)family);
        BinaryPrimitives.WriteUInt16BigEndian(name[2..], (ushort)port);
        var length = IsIPv4 ? 16u : 28u;
        if (Bind(Descriptor, address, length) != 0) throw UdpPort.LastError();
        if (GetSockName(Descriptor, address, &length) != 0) throw UdpPort.LastError();
        return BinaryPrimitives.ReadUInt16BigEndian(name[2..]);
    }
}
