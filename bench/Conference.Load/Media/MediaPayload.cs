using System.Buffers.Binary;

namespace Conference.Load.Media;

/// <summary>
/// The payload of a published packet. To a forwarder it is VP8 (RFC 7741 descriptor with a 15-bit picture id, RFC 6386 key-frame header) or Opus; behind
/// that it carries when it was sent and a pattern that a receiver checks to the last byte.
/// </summary>
internal static class MediaPayload
{
    public const byte Vp8 = 96, Opus = 111;

    public const int MinLength = 32, MaxLength = FrameShape.VideoPayload;

    private const int StampOffset = 16, CountOffset = 24, PatternOffset = 28;

    private const byte OpusTableOfContents = 0x78; // RFC 6716 §3.1: CELT, fullband, 20 ms, mono, one frame

    // RFC 6386 §9.1: frame tag of a key frame, start code, 1280x720.
    private static ReadOnlySpan<byte> KeyFrame => [0x10, 0x00, 0x00, 0x9D, 0x01, 0x2A, 0x00, 0x05, 0xD0, 0x02];

    /// <summary>Fills the payload, whose length is the packet's.</summary>
    public static void WriteVideo(Span<byte> payload, uint count, int picture, bool isKey, bool isFirst, long sentNanoseconds)
    {
        payload[..StampOffset].Clear();
        payload[0] = (byte)(0x80 | (isFirst ? 0x10 : 0)); // RFC 7741 §4.2: X, S
        payload[1] = 0x80; // I
        BinaryPrimitives.WriteUInt16BigEndian(payload[2..], (ushort)(0x8000 | picture)); // M, 15 bits
        if (isFirst) KeyFrame.CopyTo(payload[4..]);
        if (isFirst && !isKey) payload[4] |= 1;
        WriteMark(payload, count, sentNanoseconds);
    }

    /// <summary>Fills the payload, whose length is the packet's.</summary>
    public static void WriteAudio(Span<byte> payload, uint count, long sentNanoseconds)
    {
        payload[..StampOffset].Clear();
        payload[0] = OpusTableOfContents;
        WriteMark(payload, count, sentNanoseconds);
    }

    /// <summary>False when the payload is not what was written, by its mark and by the pattern behind it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out long sentNanoseconds)
    {
        sentNanoseconds = 0;
        if (payload.Length is < MinLength or > MaxLength) return false;
        if (payload[PatternOffset..].ContainsAnyExcept((byte)BinaryPrimitives.ReadUInt32BigEndian(payload[CountOffset..]))) return false;
        sentNanoseconds = BinaryPrimitives.ReadInt64BigEndian(payload[StampOffset..]);
        return true;
    }

    private static void WriteMark(Span<byte> payload, uint count, long sentNanoseconds)
    {
        BinaryPrimitives.WriteInt64BigEndian(payload[StampOffset..], sentNanoseconds);
        BinaryPrimitives.WriteUInt32BigEndian(payload[CountOffset..], count);
        payload[PatternOffset..].Fill((byte)count);
    }
}
