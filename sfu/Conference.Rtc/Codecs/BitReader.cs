namespace Conference.Rtc.Codecs;

/// <summary>Reads big-endian bit fields. Past the end it gives zeros and remembers it in <see cref="Overrun"/>, so that a caller checks once.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public bool Overrun { get; private set; }

    public bool Flag() => Bits(1) != 0;

    /// <param name="count">0..32.</param>
    public uint Bits(int count)
    {
        uint value = 0;
        while (count-- > 0)
        {
            value <<= 1;
            if (_position >= _bytes.Length * 8)
            {
                Overrun = true;
                continue;
            }

            value |= (uint)(_bytes[_position >> 3] >> (7 - (_position & 7))) & 1;
            _position++;
        }

        return value;
    }

    public void Skip(int count) => _ = count > 32 ? SkipLong(count) : Bits(count);

    /// <summary>Unsigned Exp-Golomb, ue(v) of H.264 §9.1; AV1's uvlc() is the same code.</summary>
    public uint ExpGolomb()
    {
        var zeros = 0;
        while (zeros < 32 && !Flag())
        {
            if (Overrun) return 0;
            zeros++;
        }

        return zeros >= 32 ? uint.MaxValue : (1u << zeros) - 1 + Bits(zeros);
    }

    /// <summary>Signed Exp-Golomb, se(v).</summary>
    public int SignedExpGolomb()
    {
        var code = ExpGolomb();
        return (code & 1) != 0 ? (int)((code >> 1) + 1) : -(int)(code >> 1);
    }

    private uint SkipLong(int count)
    {
        while (count > 0)
        {
            Bits(Math.Min(count, 32));
            count -= 32;
        }

        return 0;
    }
}
