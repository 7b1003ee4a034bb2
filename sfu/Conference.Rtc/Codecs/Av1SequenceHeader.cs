namespace Conference.Rtc.Codecs;

/// <summary>The picture size in an AV1 sequence header OBU (AV1 bitstream specification §5.5).</summary>
internal static class Av1SequenceHeader
{
    /// <param name="body">The OBU behind its header and size.</param>
    public static bool TryReadSize(ReadOnlySpan<byte> body, out int width, out int height)
    {
        (width, height) = (0, 0);
        var bits = new BitReader(body);
        bits.Skip(4); // seq_profile, still_picture
        if (bits.Flag()) // reduced_still_picture_header
        {
            bits.Skip(5);
        }
        else
        {
            SkipOperatingPoints(ref bits);
        }

        var (widthBits, heightBits) = ((int)bits.Bits(4) + 1, (int)bits.Bits(4) + 1);
        var (columns, rows) = ((int)bits.Bits(widthBits) + 1, (int)bits.Bits(heightBits) + 1);
        if (bits.Overrun) return false;
        (width, height) = (columns, rows);
        return true;
    }

    private static void SkipOperatingPoints(ref BitReader bits)
    {
        var (decoderModel, delayLength) = (false, 0);
        if (bits.Flag()) // timing_info_present_flag
        {
            bits.Skip(64);
            if (bits.Flag()) bits.ExpGolomb(); // equal_picture_interval, num_ticks_per_picture_minus_1
            decoderModel = bits.Flag();
            if (decoderModel)
            {
                delayLength = (int)bits.Bits(5) + 1;
                bits.Skip(32 + 5 + 5);
            }
        }

        var initialDelay = bits.Flag();
        for (var points = bits.Bits(5) + 1; points > 0; points--)
        {
            bits.Skip(12); // operating_point_idc
            if (bits.Bits(5) > 7) bits.Skip(1); // seq_level_idx, seq_tier
            if (decoderModel && bits.Flag()) bits.Skip((2 * delayLength) + 1);
            if (initialDelay && bits.Flag()) bits.Skip(4);
        }
    }
}
