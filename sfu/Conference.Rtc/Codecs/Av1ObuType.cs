namespace Conference.Rtc.Codecs;

/// <summary>OBU types (AV1 bitstream specification §6.2.2).</summary>
internal static class Av1ObuType
{
    public const byte SequenceHeader = 1;
    public const byte TemporalDelimiter = 2;
    public const byte FrameHeader = 3;
    public const byte Frame = 6;
    public const byte TileList = 8;
    public const byte Padding = 15;

    public static byte Of(byte header) => (byte)((header >> 3) & 0x0F);
}
