namespace Conference.Rtc.Codecs;

/// <summary>The uncompressed header of a VP9 key frame (VP9 bitstream specification §6.2), profile 0.</summary>
internal static class Vp9KeyFrameHeader
{
    private const uint SyncCode = 0x498342;
    private const uint SrgbColorSpace = 7;

    /// <summary>frame_marker, a profile below 3, show_existing_frame 0 and frame_type 0.</summary>
    public static bool IsKeyFrame(ReadOnlySpan<byte> frame) => !frame.IsEmpty && (frame[0] & 0xCC) == 0x80 && (frame[0] & 0x30) != 0x30;

    /// <summary>False when it is no shown key frame of profile 0.</summary>
    public static bool TryReadSize(ReadOnlySpan<byte> frame, out int width, out int height)
    {
        (width, height) = (0, 0);
        var bits = new BitReader(frame);
        if (bits.Bits(2) != 2) return false; // frame_marker
        if (bits.Bits(2) != 0) return false; // profile
        if (bits.Flag()) return false; // show_existing_frame
        if (bits.Flag()) return false; // frame_type: 0 is a key frame
        bits.Skip(2); // show_frame, error_resilient_mode
        if (bits.Bits(24) != SyncCode) return false;
        if (bits.Bits(3) == SrgbColorSpace) return false; // not in profile 0
        bits.Skip(1); // color_range
        var (columns, rows) = ((int)bits.Bits(16) + 1, (int)bits.Bits(16) + 1);
        if (bits.Overrun) return false;
        (width, height) = (columns, rows);
        return true;
    }
}
