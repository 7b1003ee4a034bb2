namespace Conference.Rtc.Rtp;

/// <summary>Client-to-mixer audio level (RFC 6464).</summary>
/// <param name="Level">Minus dBov: 0 is the loudest, 127 silence.</param>
/// <param name="Voice">The sender believes that it is speech.</param>
public readonly record struct AudioLevel(byte Level, bool Voice)
{
    /// <summary>One byte; RFC 6464 §3 lets the two-byte form pad it, so a longer value is accepted.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out AudioLevel level)
    {
        level = default;
        if (value.IsEmpty) return false;
        level = new AudioLevel((byte)(value[0] & 0x7F), (value[0] & 0x80) != 0);
        return true;
    }

    public byte ToByte() => (byte)((Voice ? 0x80 : 0) | (Level & 0x7F));
}
