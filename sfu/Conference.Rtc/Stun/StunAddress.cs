using System.Buffers.Binary;

namespace Conference.Rtc.Stun;

/// <summary>
/// The value of XOR-MAPPED-ADDRESS (RFC 8489 §14.2): a family octet, the port and the address, these two XORed with magic cookie and
/// transaction id, so that no middlebox finds and rewrites them.
/// </summary>
internal static class StunAddress
{
    private const byte FamilyIPv4 = 1;
    private const byte FamilyIPv6 = 2;
    private const int IPv4Length = 8;
    private const int IPv6Length = 20;
    private const int AddressOffset = 4;

    public static int Length(in RemoteEndPoint address) => address.IsIPv4 ? IPv4Length : IPv6Length;

    public static void WriteXor(in RemoteEndPoint address, ReadOnlySpan<byte> transactionId, Span<byte> value)
    {
        value[0] = 0;
        value[1] = address.IsIPv4 ? FamilyIPv4 : FamilyIPv6;
        BinaryPrimitives.WriteUInt16BigEndian(value[2..], address.Port);
        address.WriteAddress(value[AddressOffset..]);
        Xor(value[2..Length(address)], transactionId);
    }

    public static bool TryReadXor(ReadOnlySpan<byte> value, ReadOnlySpan<byte> transactionId, out RemoteEndPoint address)
    {
        address = default;
        if (value.Length is not (IPv4Length or IPv6Length) || value[1] != (value.Length == IPv4Length ? FamilyIPv4 : FamilyIPv6))
            return false;
        Span<byte> plain = stackalloc byte[IPv6Length];
        plain = plain[..value.Length];
        value.CopyTo(plain);
        Xor(plain[2..], transactionId);
        var port = BinaryPrimitives.ReadUInt16BigEndian(plain[2..]);
        var bytes = plain[AddressOffset..];
        address = value.Length == IPv4Length
            ? RemoteEndPoint.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), port)
            : RemoteEndPoint.FromIPv6(bytes, port);
        return true;
    }

    /// <param name="portAndAddress">The port is masked with the cookie's upper half, the address with cookie and transaction id.</param>
    private static void Xor(Span<byte> portAndAddress, ReadOnlySpan<byte> transactionId)
    {
        Span<byte> mask = stackalloc byte[4 + StunMessage.TransactionIdLength];
        BinaryPrimitives.WriteUInt32BigEndian(mask, StunMessage.MagicCookie);
        transactionId.CopyTo(mask[4..]);
        portAndAddress[0] ^= mask[0];
        portAndAddress[1] ^= mask[1];
        for (var i = 2; i < portAndAddress.Length; i++)
            portAndAddress[i] ^= mask[i - 2];
    }
}
