using System.Buffers.Binary;

namespace Conference.Rtc.Rtp;

/// <summary>
/// Up to 16 visible ASCII characters held in place, so that a Mid or Rid from a packet is compared without an allocation.
/// 16 is what a one-byte header extension element can carry (RFC 8285 §4.2).
/// </summary>
internal readonly record struct ShortToken(ulong Head, ulong Tail, byte Length)
{
    public const int MaxLength = 16;

    public static bool TryParse(ReadOnlySpan<byte> text, out ShortToken token)
    {
        token = default;
        if (text.Length is 0 or > MaxLength) return false;
        Span<byte> padded = stackalloc byte[MaxLength];
        padded.Clear();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is <= 0x20 or > 0x7e) return false;
            padded[i] = text[i];
        }

        token = new ShortToken(BinaryPrimitives.ReadUInt64BigEndian(padded), BinaryPrimitives.ReadUInt64BigEndian(padded[8..]), (byte)text.Length);
        return true;
    }

    public static bool TryParse(ReadOnlySpan<char> text, out ShortToken token)
    {
        token = default;
        if (text.Length is 0 or > MaxLength) return false;
        Span<byte> ascii = stackalloc byte[MaxLength];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] > 0x7e) return false;
            ascii[i] = (byte)text[i];
        }

        return TryParse(ascii[..text.Length], out token);
    }

    /// <summary>Writes the characters; <paramref name="destination"/> holds at least <see cref="Length"/> bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        Span<byte> padded = stackalloc byte[MaxLength];
        BinaryPrimitives.WriteUInt64BigEndian(padded, Head);
        BinaryPrimitives.WriteUInt64BigEndian(padded[8..], Tail);
        padded[..Length].CopyTo(destination);
    }

    public override string ToString()
    {
        Span<byte> ascii = stackalloc byte[MaxLength];
        CopyTo(ascii);
        return System.Text.Encoding.ASCII.GetString(ascii[..Length]);
    }
}
