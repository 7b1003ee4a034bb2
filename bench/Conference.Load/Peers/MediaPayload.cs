using System.Buffers.Binary;

namespace Conference.Load.Peers;

/// <summary>
/// The payload of the published track: to a forwarder it is VP8 (RFC 7741 descriptor, RFC 6386 key-frame header), behind that it carries when it was
/// sent and a pattern that a receiver checks to the last byte.
/// </summary>
internal static class MediaPayload
{
    /// <summary>With RTP's fixed header 1,200 bytes.</summary>
    public const int Length = 1188;

    public const byte PayloadType = 96;

    private const int StampOffset = 16, CountOffset = 24, PatternOffset = 28;

    // RFC 6386 §9.1: frame tag of a key frame, start code, 1280x720.
    private static ReadOnlySpan<byte> KeyFrame => [0x10, 0x00, 0x00, 0x9D, 0x01, 0x2A, 0x00, 0x05, 0xD0, 0x02];

    public static void Write(Span<byte> payload, uint count, bool isKey, bool isFirst, long sentNanoseconds)
    {
        payload[..StampOffset].Clear();
        payload[0] = (byte)(isFirst ? 0x10 : 0); // RFC 7741 §4.2: S
        if (isFirst) KeyFrame.CopyTo(payload[1..]);
        if (isFirst && !isKey) payload[1] |= 1;
        BinaryPrimitives.WriteInt64BigEndian(payload[StampOffset..], sentNanoseconds);
        BinaryPrimitives.WriteUInt32BigEndian(payload[CountOffset..], count);
        payload[PatternOffset..].Fill((byte)count);
    }

    /// <summary>False when the payload is not what <see cref="Write"/> wrote.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out long sentNanoseconds)
    {
        sentNanoseconds = 0;
        if (payload.Length != Length || payload[PatternOffset..].ContainsAnyExcept((byte)BinaryPrimitives.ReadUInt32BigEndian(payload[CountOffset..]))) return false;
        sentNanoseconds = BinaryPrimitives.ReadInt64BigEndian(payload[StampOffset..]);
        return true;
    }
}
