using System.Buffers.Binary;

namespace Conference.Rtc.Codecs;

/// <summary>The start of a VP8 frame (RFC 6386 §9.1).</summary>
internal static class Vp8KeyFrameHeader
{
    /// <summary>The inverse key_frame bit of the frame tag.</summary>
    public static bool IsKeyFrame(ReadOnlySpan<byte> frame) => !frame.IsEmpty && (frame[0] & 1) == 0;

    /// <summary>False when it is no key frame or the start code is missing.</summary>
    public static bool TryReadSize(ReadOnlySpan<byte> frame, out int width, out int height)
    {
        (width, height) = (0, 0);
        if (frame.Length < 10 || !IsKeyFrame(frame) || frame[3] != 0x9D || frame[4] != 0x01 || frame[5] != 0x2A) return false;
        // The upper two bits are a scaling hint for the display.
        width = BinaryPrimitives.ReadUInt16LittleEndian(frame[6..]) & 0x3FFF;
        height = BinaryPrimitives.ReadUInt16LittleEndian(frame[8..]) & 0x3FFF;
        return true;
    }
}
