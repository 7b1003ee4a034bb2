namespace Conference.Rtc.Codecs;

/// <summary>The picture size in an H.264 sequence parameter set (H.264 §7.3.2.1.1).</summary>
internal static class H264SequenceParameters
{
    private const int MaxLength = 256;

    /// <summary>Levels end far below this; a larger value is a broken set.</summary>
    private const int MaxMacroblocks = 1024;

    /// <param name="unit">The NAL unit, header byte included.</param>
    public static bool TryReadSize(ReadOnlySpan<byte> unit, out int width, out int height)
    {
        (width, height) = (0, 0);
        if (unit.Length is < 4 or > MaxLength) return false;
        Span<byte> raw = stackalloc byte[MaxLength];
        var bits = new BitReader(raw[..Unescape(unit[1..], raw)]);
        var profile = bits.Bits(8);
        bits.Skip(16); // constraint flags, level_idc
        bits.ExpGolomb(); // seq_parameter_set_id
        uint chroma = 1;
        if (HasChromaFormat(profile))
        {
            chroma = bits.ExpGolomb();
            if (chroma == 3) bits.Skip(1);
            bits.ExpGolomb(); // bit_depth_luma_minus8
            bits.ExpGolomb(); // bit_depth_chroma_minus8
            bits.Skip(1);
            if (bits.Flag()) SkipScalingMatrix(ref bits, chroma == 3 ? 12 : 8);
        }

        bits.ExpGolomb(); // log2_max_frame_num_minus4
        SkipPictureOrder(ref bits);
        bits.ExpGolomb(); // max_num_ref_frames
        bits.Skip(1);
        var (columns, rows) = (bits.ExpGolomb() + 1, bits.ExpGolomb() + 1);
        var frameOnly = bits.Flag();
        if (!frameOnly) bits.Skip(1);
        bits.Skip(1);
        uint left = 0, right = 0, top = 0, bottom = 0;
        if (bits.Flag()) (left, right, top, bottom) = (bits.ExpGolomb(), bits.ExpGolomb(), bits.ExpGolomb(), bits.ExpGolomb());
        if (bits.Overrun || columns is 0 or > MaxMacroblocks || rows is 0 or > MaxMacroblocks) return false;

        // Table 6-1: crop units are in chroma samples.
        var (unitX, unitY) = (chroma is 1 or 2 ? 2 : 1, (chroma == 1 ? 2 : 1) * (frameOnly ? 1 : 2));
        var cropped = ((long)columns * 16) - ((left + (long)right) * unitX);
        var croppedRows = ((long)rows * 16 * (frameOnly ? 1 : 2)) - ((top + (long)bottom) * unitY);
        if (cropped <= 0 || croppedRows <= 0) return false;
        (width, height) = ((int)cropped, (int)croppedRows);
        return true;
    }

    private static bool HasChromaFormat(uint profile) => profile is 100 or 110 or 122 or 244 or 44 or 83 or 86 or 118 or 128 or 138 or 139 or 134 or 135;

    private static void SkipPictureOrder(ref BitReader bits)
    {
        var type = bits.ExpGolomb();
        if (type == 0)
        {
            bits.ExpGolomb();
        }
        else if (type == 1)
        {
            bits.Skip(1);
            bits.ExpGolomb();
            bits.ExpGolomb();
            for (var count = bits.ExpGolomb(); count > 0 && !bits.Overrun; count--) bits.ExpGolomb();
        }
    }

    /// <summary>H.264 §7.3.2.1.1.1.</summary>
    private static void SkipScalingMatrix(ref BitReader bits, int lists)
    {
        for (var list = 0; list < lists; list++)
        {
            if (!bits.Flag()) continue;
            var (last, next) = (8, 8);
            for (var index = 0; index < (list < 6 ? 16 : 64) && !bits.Overrun; index++)
            {
                if (next != 0) next = (last + bits.SignedExpGolomb()) & 0xFF;
                if (next != 0) last = next;
            }
        }
    }

    /// <summary>Takes out emulation_prevention_three_byte (H.264 §7.4.1).</summary>
    private static int Unescape(ReadOnlySpan<byte> body, Span<byte> raw)
    {
        var (length, zeros) = (0, 0);
        foreach (var value in body)
        {
            if (zeros >= 2 && value == 3)
            {
                zeros = 0;
                continue;
            }

            zeros = value == 0 ? zeros + 1 : 0;
            raw[length++] = value;
        }

        return length;
    }
}
