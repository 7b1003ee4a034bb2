namespace Conference.Testing.Media;

/// <summary>
/// A picture that a program can read at the far end of an encoder: 640x360 luma, cut into 8 by 6 blocks. Row 0 holds the frame counter
/// in 8 bits (white is 1, most significant first), row 1 its complement, row 2 who sends it in 4 bits and their complement. The lower half
/// drifts, so that an encoder has work, and turns white for three frames every two seconds: the flash that goes with the beep. The blocks
/// are so large (80x60) that they survive 300 kbit/s and scaling.
/// </summary>
public static class TestPattern
{
    public const int Width = 640;
    public const int Height = 360;
    public const int FrameRate = 25;

    /// <summary>Frames until the counter starts again: ten seconds, five flashes.</summary>
    public const int Period = 250;

    public const int FlashEvery = 50;
    public const int FlashFrames = 3;

    private const int Columns = 8;
    private const int Rows = 6;
    private const byte White = 235;
    private const byte Black = 20;

    /// <summary>Paints one frame of luma, <paramref name="luma"/> being Width x Height bytes without padding.</summary>
    /// <param name="sender">0 to 15.</param>
    public static void Paint(Span<byte> luma, int sender, int counter)
    {
        const int blockWidth = Width / Columns, blockHeight = Height / Rows;
        for (var y = 0; y < Height / 2; y++)
        {
            var bits = (y / blockHeight) switch { 0 => counter, 1 => ~counter, _ => (sender << 4) | (~sender & 0xF) };
            for (var x = 0; x < Width; x++)
                luma[(y * Width) + x] = ((bits >> (Columns - 1 - (x / blockWidth))) & 1) == 1 ? White : Black;
        }
        var flash = counter % FlashEvery < FlashFrames;
        for (var y = Height / 2; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
                luma[(y * Width) + x] = flash ? White : (byte)(70 + (((x + y + (4 * counter)) & 127) >> 1));
        }
    }

    /// <summary>Reads a decoded frame of any size; false when it is not this pattern (placeholder, blank, torn).</summary>
    public static bool TryRead(ReadOnlySpan<byte> luma, int width, int height, out TestPatternReading reading)
    {
        reading = default;
        if (luma.Length < width * height) return false;
        int counter = 0, complement = 0, sender = 0;
        for (var column = 0; column < Columns; column++)
        {
            if (!TryBit(luma, width, height, column, 0, ref counter) || !TryBit(luma, width, height, column, 1, ref complement) ||
                !TryBit(luma, width, height, column, 2, ref sender)) return false;
        }
        if ((counter ^ complement) != 0xFF || ((sender >> 4) ^ (sender & 0xF)) != 0xF) return false;
        var below = 0;
        for (var column = 0; column < Columns; column++) below += Mean(luma, width, height, column, 4);
        reading = new TestPatternReading(sender >> 4, counter, below / Columns > 170);
        return true;
    }

    private static bool TryBit(ReadOnlySpan<byte> luma, int width, int height, int column, int row, ref int bits)
    {
        var mean = Mean(luma, width, height, column, row);
        bits = (bits << 1) | (mean > 128 ? 1 : 0);
        return mean is < 90 or > 165;
    }

    /// <summary>The mean over the middle of a block, away from the edges that coding blurs.</summary>
    private static int Mean(ReadOnlySpan<byte> luma, int width, int height, int column, int row)
    {
        int left = width * ((4 * column) + 1) / (4 * Columns), right = width * ((4 * column) + 3) / (4 * Columns);
        int top = height * ((4 * row) + 1) / (4 * Rows), bottom = height * ((4 * row) + 3) / (4 * Rows);
        int sum = 0, count = 0;
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++, count++) sum += luma[(y * width) + x];
        }
        return count == 0 ? 0 : sum / count;
    }
}
