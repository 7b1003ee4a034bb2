namespace Conference.Rtc.Codecs;

/// <summary>AV1's variable-length integer, leb128() (AV1 bitstream specification §4.10.5).</summary>
internal static class Leb128
{
    /// <summary>Bytes that a 32-bit value takes at most.</summary>
    public const int MaxLength = 5;

    /// <summary>False when it is cut short or above 2^31 - 1: no element of a packet is that long.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out int value, out int length)
    {
        ulong read = 0;
        for (length = 0; length < 8 && length < bytes.Length;)
        {
            var octet = bytes[length];
            read |= (ulong)(octet & 0x7F) << (7 * length++);
            if ((octet & 0x80) != 0) continue;
            value = (int)read;
            return read <= int.MaxValue;
        }

        value = 0;
        return false;
    }

    /// <summary>Writes the shortest form and returns its length.</summary>
    public static int Write(Span<byte> destination, int value)
    {
        var rest = (uint)value;
        var length = 0;
        do
        {
            destination[length++] = (byte)((rest & 0x7F) | (rest > 0x7F ? 0x80u : 0));
            rest >>= 7;
        }
        while (rest != 0);
        return length;
    }
}
