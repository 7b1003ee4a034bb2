namespace Conference.Recorder.Matroska;

/// <summary>
/// How the numbers of a picture mean colours (RFC 9559 §5.1.4.1.28.16): code points of ITU-T H.273 (ISO/IEC 23091-2), 2 meaning "unspecified".
/// ffmpeg carries them on into MP4's vpcC and colr.
/// </summary>
/// <param name="Range">0 unspecified, 1 limited, 2 full.</param>
internal readonly record struct MatroskaColour(byte Primaries, byte Transfer, byte Matrix, byte Range)
{
    private const byte Unspecified = 2;

    /// <summary>From what a publisher says: what H.273 (07/2021) does not define, and no player can know, becomes unspecified; ffmpeg would refuse some of it.</summary>
    public static MatroskaColour Create(byte primaries, byte transfer, byte matrix, byte range) => new(
        primaries is 1 or (>= 4 and <= 12) or 22 ? primaries : Unspecified,
        transfer is 1 or (>= 4 and <= 18) ? transfer : Unspecified,
        matrix is 0 or 1 or (>= 4 and <= 14) ? matrix : Unspecified,
        range is 1 or 2 ? range : (byte)0);
}
