namespace Conference.Recorder.Matroska;

/// <summary>The one track of a Matroska stream, which is also the decoder's configuration: another one means another stream.</summary>
/// <param name="CodecId">"V_VP8", "V_VP9", "V_MPEG4/ISO/AVC", "V_AV1" or "A_OPUS".</param>
/// <param name="CodecPrivate">avcC, av1C or OpusHead; empty for VP8 and VP9.</param>
/// <param name="Width">Pixels; 0 for sound.</param>
/// <param name="Channels">0 for pictures.</param>
internal sealed record MatroskaTrack(string CodecId, ReadOnlyMemory<byte> CodecPrivate, int Width, int Height, int Channels)
{
    public const string Vp8 = "V_VP8";
    public const string Vp9 = "V_VP9";
    public const string H264 = "V_MPEG4/ISO/AVC";
    public const string Av1 = "V_AV1";
    public const string OpusCodec = "A_OPUS";

    public bool IsVideo => Width > 0;

    /// <summary>Null when the publisher does not tell; a decoder then goes by the stream itself, or guesses.</summary>
    public MatroskaColour? Colour { get; init; }

    /// <summary>
    /// True when a decoder set up for this track decodes the other one too: the same codec, private data and colours. A size change alone is no change of
    /// configuration: VP8, VP9 and AV1 carry it in their key frames.
    /// </summary>
    public bool DecodesLike(MatroskaTrack other) =>
        CodecId == other.CodecId && Channels == other.Channels && Colour == other.Colour && CodecPrivate.Span.SequenceEqual(other.CodecPrivate.Span);

    /// <summary>An Opus track with the identification header of RFC 7845 §5.1.</summary>
    public static MatroskaTrack Opus(int channels)
    {
        // Version 1, channels, pre-skip 0 (time is in the timestamps), input rate 48 kHz, gain 0, mapping family 0.
        byte[] head = [.. "OpusHead"u8, 1, (byte)channels, 0, 0, 0x80, 0xBB, 0, 0, 0, 0, 0];
        return new MatroskaTrack(OpusCodec, head, 0, 0, channels);
    }
}
