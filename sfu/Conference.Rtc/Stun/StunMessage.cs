using System.Buffers.Binary;

namespace Conference.Rtc.Stun;

/// <summary>A view over a STUN message (RFC 8489 §5).</summary>
internal readonly ref struct StunMessage
{
    public const int HeaderLength = 20;
    public const uint MagicCookie = 0x2112A442;

    private const ushort BindingMethod = 0x0001;

    /// <summary>True for a datagram whose header says: a Binding request of exactly this length.</summary>
    public static bool IsBindingRequest(ReadOnlySpan<byte> datagram) =>
        HasHeader(datagram) && BinaryPrimitives.ReadUInt16BigEndian(datagram) == (BindingMethod | (ushort)StunClass.Request);

    private static bool HasHeader(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= HeaderLength
        && datagram[0] >> 6 == 0
        && BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) == datagram.Length - HeaderLength
        && datagram.Length % 4 == 0
        && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == MagicCookie;
}
