using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Conference.Rtc;

/// <summary>
/// The far end of a UDP 5-tuple: address, port and, for link-local IPv6, the scope; and of the near end, whose port is the Worker's, which local
/// address it is. Unmanaged, so that it lies in native batches and is compared without allocation. An IPv4-mapped IPv6 address is kept as IPv4.
/// </summary>
public readonly struct RemoteEndPoint : IEquatable<RemoteEndPoint>
{
    private const ulong MappedPrefix = 0xFFFF_0000_0000;

    // The address as two big-endian halves; IPv4 in the IPv4-mapped form (::ffff:a.b.c.d, RFC 4291 §2.5.5.2).
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly uint _scope;
    private readonly ushort _port;
    private readonly byte _localAddress;

    private RemoteEndPoint(ulong high, ulong low, uint scope, ushort port, byte localAddress = 0)
    {
        _high = high;
        _low = low;
        _scope = scope;
        _port = port;
        _localAddress = localAddress;
    }

    public ushort Port => _port;

    /// <summary>The interface index of a link-local IPv6 address, else 0.</summary>
    public uint Scope => _scope;

    /// <summary>
    /// The number by which the port knows the local address that the datagram came to, 0 for none. An answer must leave from there, and two
    /// local addresses make two candidate pairs (RFC 8445 §6.1.2.2), so it counts in comparisons.
    /// </summary>
    public byte LocalAddress => _localAddress;

    public bool IsIPv4 => _high == 0 && _low >> 32 == MappedPrefix >> 32;

    /// <summary>4 or 16.</summary>
    public int AddressLength => IsIPv4 ? 4 : 16;

    /// <summary>False for the default value, which names no one.</summary>
    public bool IsSpecified => _port != 0;

    /// <param name="address">Host order: 127.0.0.1 is 0x7F000001.</param>
    public static RemoteEndPoint FromIPv4(uint address, ushort port) => new(0, MappedPrefix | address, 0, port);

    /// <param name="address">16 bytes in network order.</param>
    public static RemoteEndPoint FromIPv6(ReadOnlySpan<byte> address, ushort port, uint scope = 0) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(address), BinaryPrimitives.ReadUInt64BigEndian(address[8..]), scope, port);

    public static RemoteEndPoint FromIPEndPoint(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        Span<byte> bytes = stackalloc byte[16];
        endPoint.Address.TryWriteBytes(bytes, out var length);
        var port = (ushort)endPoint.Port;
        return length == 4
            ? FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), port)
            : FromIPv6(bytes, port, (uint)endPoint.Address.ScopeId);
    }

    /// <summary>The same far end seen from another local address.</summary>
    public RemoteEndPoint WithLocalAddress(byte number) => new(_high, _low, _scope, _port, number);

    /// <summary>For logs and the portable socket path: allocates.</summary>
    public IPEndPoint ToIPEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        var length = WriteAddress(bytes);
        var address = length == 4 ? new IPAddress(bytes[..4]) : new IPAddress(bytes, _scope);
        return new IPEndPoint(address, _port);
    }

    /// <summary>Writes the address in network order; returns 4 or 16.</summary>
    public int WriteAddress(Span<byte> destination)
    {
        if (IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_low);
            return 4;
        }
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
        return 16;
    }

    public bool Equals(RemoteEndPoint other) =>
        _low == other._low && _high == other._high && _port == other._port && _scope == other._scope && _localAddress == other._localAddress;

    public override bool Equals(object? obj) => obj is RemoteEndPoint other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_high, _low, _port, _scope, _localAddress);

    public static bool operator ==(RemoteEndPoint a, RemoteEndPoint b) => a.Equals(b);

    public static bool operator !=(RemoteEndPoint a, RemoteEndPoint b) => !a.Equals(b);

    public override string ToString() => ToIPEndPoint().ToString();

    internal AddressFamily Family => IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
}
