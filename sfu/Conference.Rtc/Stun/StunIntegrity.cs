using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Conference.Rtc.Stun;

/// <summary>
/// MESSAGE-INTEGRITY (RFC 8489 §14.5): HMAC-SHA1 under the short-term password over the message up to the attribute, with a header
/// length that ends right behind the attribute whatever follows. ICE uses no other algorithm (RFC 8445 §7.2.2).
/// </summary>
internal static class StunIntegrity
{
    public const int ValueLength = HMACSHA1.HashSizeInBytes;

    /// <summary>Longer messages are none of ICE's: the longest USERNAME leaves it under 700 octets.</summary>
    public const int MaxMessageLength = 1500;

    private const int LengthFieldOffset = 2;
    private const int AttributeHeaderLength = 4;

    /// <param name="message">From the first octet up to, without, the attribute.</param>
    public static void Compute(ReadOnlySpan<byte> message, ReadOnlySpan<byte> password, Span<byte> destination)
    {
        Span<byte> covered = stackalloc byte[MaxMessageLength];
        covered = covered[..message.Length];
        message.CopyTo(covered);
        var length = message.Length + AttributeHeaderLength + ValueLength - StunMessage.HeaderLength;
        BinaryPrimitives.WriteUInt16BigEndian(covered[LengthFieldOffset..], (ushort)length);
#pragma warning disable CA5350 // HMAC-SHA1 is what the RFC prescribes
        HMACSHA1.HashData(password, covered, destination);
#pragma warning restore CA5350
    }
}
