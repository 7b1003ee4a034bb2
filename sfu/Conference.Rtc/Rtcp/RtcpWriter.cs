using System.Buffers.Binary;

namespace Conference.Rtc.Rtcp;

/// <summary>Puts a compound together in the caller's buffer. A message that does not fit is refused whole.</summary>
public ref struct RtcpWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _destination[..Length];

    /// <summary>Bytes left for further messages.</summary>
    public readonly int Room => _destination.Length - Length;

    /// <summary>Reserves a packet with a body of <paramref name="bodyLength"/> bytes, rounded up to 32 bits and zeroed.</summary>
    /// <param name="markPadding">Says in the header that the rounding is padding (RFC 3550 §6.4.1), for bodies without an inner length.</param>
    internal bool TryReserve(RtcpPacketType type, int count, int bodyLength, out Span<byte> body, bool markPadding = false)
    {
        body = default;
        var padding = -bodyLength & 3;
        var total = RtcpPacket.HeaderLength + bodyLength + padding;
        if (total > Room) return false;
        var packet = _destination.Slice(Length, total);
        packet.Clear();
        packet[0] = (byte)(0x80 | (markPadding && padding > 0 ? 0x20 : 0) | count);
        packet[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)((total / 4) - 1));
        if (markPadding && padding > 0) packet[^1] = (byte)padding;
        body = packet.Slice(RtcpPacket.HeaderLength, bodyLength);
        Length += total;
        return true;
    }
}
