namespace Conference.Rtc.Rtp;

/// <summary>
/// How the numbers of a picture mean colours (webrtc.org color-space); the first three are code points of ITU-T H.273 (ISO/IEC 23091-2), 2 meaning
/// "unspecified". libwebrtc puts it on the last packet of every key frame, and its VP9 and AV1 receivers take BT.709 for granted without it.
/// </summary>
/// <param name="Primaries">ColourPrimaries.</param>
/// <param name="Transfer">TransferCharacteristics.</param>
/// <param name="Matrix">MatrixCoefficients.</param>
/// <param name="Range">0 unspecified, 1 limited, 2 full, 3 as matrix and transfer say.</param>
public readonly record struct ColorSpace(byte Primaries, byte Transfer, byte Matrix, byte Range)
{
    /// <summary>Bytes of an element without HDR metadata.</summary>
    public const int Length = 4;

    /// <summary>Bytes of an element with HDR metadata, which is carried on unread.</summary>
    public const int MaxLength = 28;

    public static bool TryParse(ReadOnlySpan<byte> value, out ColorSpace colorSpace)
    {
        colorSpace = default;
        if (value.Length is not (Length or MaxLength)) return false;

        // The last byte: two bits reserved, two of range, two each of horizontal and vertical chroma siting.
        colorSpace = new ColorSpace(value[0], value[1], value[2], (byte)((value[3] >> 4) & 3));
        return true;
    }
}
