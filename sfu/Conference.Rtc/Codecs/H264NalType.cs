namespace Conference.Rtc.Codecs;

/// <summary>NAL unit types that matter to us (H.264 table 7-1; 24 and up: RFC 6184 table 1).</summary>
internal static class H264NalType
{
    public const byte Slice = 1;
    public const byte IdrSlice = 5;
    public const byte SequenceParameters = 7;
    public const byte PictureParameters = 8;
    public const byte AccessUnitDelimiter = 9;
    public const byte Filler = 12;
    public const byte LastSingle = 23;
    public const byte StapA = 24;
    public const byte FuA = 28;

    public static byte Of(byte header) => (byte)(header & 0x1F);
}
