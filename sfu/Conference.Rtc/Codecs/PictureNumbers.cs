using System.Buffers.Binary;

namespace Conference.Rtc.Codecs;

/// <summary>
/// The numbers that a codec gives its pictures, within a packet: VP8's and VP9's picture id and TL0PICIDX (RFC 7741 §4.2, RFC 9628 §4.2), the frame number of a
/// dependency descriptor. Layers of one picture count each for itself, and a decoder that is switched from one to another would see its numbers leap back; so they are
/// shifted, all alike from one key frame to the next.
/// </summary>
public readonly record struct PictureNumbers(int PictureId, int Tl0, int FrameNumber)
{
    private const int LongIdBits = 15, ShortIdBits = 7, Tl0Bits = 8, FrameNumberBits = 16;

    /// <summary>No number of any kind.</summary>
    public static PictureNumbers None { get; } = new(-1, -1, -1);

    /// <summary>What a packet says; -1 for what it does not say.</summary>
    /// <param name="descriptor">Its dependency descriptor; empty without one.</param>
    public static PictureNumbers Read(MediaCodec codec, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> descriptor)
    {
        var (id, idLength, tl0) = Locate(codec, payload);
        return new PictureNumbers(
            idLength switch { 2 => BinaryPrimitives.ReadUInt16BigEndian(payload[id..]) & 0x7FFF, 1 => payload[id], _ => -1 },
            tl0 > 0 ? payload[tl0] : -1,
            descriptor.Length >= 3 ? BinaryPrimitives.ReadUInt16BigEndian(descriptor[1..]) : -1);
    }

    /// <summary>Adds this to the numbers of a packet, each within its own bits.</summary>
    public void Shift(MediaCodec codec, Span<byte> payload, Span<byte> descriptor)
    {
        if (this == default) return;
        var (id, idLength, tl0) = Locate(codec, payload);
        if (idLength == 2)
        {
            var number = (BinaryPrimitives.ReadUInt16BigEndian(payload[id..]) + PictureId) & ((1 << LongIdBits) - 1);
            BinaryPrimitives.WriteUInt16BigEndian(payload[id..], (ushort)(0x8000 | number));
        }
        else if (idLength == 1)
        {
            payload[id] = (byte)((payload[id] + PictureId) & ((1 << ShortIdBits) - 1));
        }

        if (tl0 > 0) payload[tl0] = (byte)(payload[tl0] + Tl0);
        if (descriptor.Length >= 3)
            BinaryPrimitives.WriteUInt16BigEndian(descriptor[1..], (ushort)(BinaryPrimitives.ReadUInt16BigEndian(descriptor[1..]) + FrameNumber));
    }

    /// <summary>What is to be added to <paramref name="first"/> so that it follows this.</summary>
    public PictureNumbers ShiftOf(PictureNumbers first) => new(Distance(PictureId, first.PictureId), Distance(Tl0, first.Tl0), Distance(FrameNumber, first.FrameNumber));

    /// <summary>These numbers, or those of <paramref name="other"/> where they are further on.</summary>
    public PictureNumbers Furthest(PictureNumbers other) => new(
        Further(PictureId, other.PictureId, LongIdBits), Further(Tl0, other.Tl0, Tl0Bits), Further(FrameNumber, other.FrameNumber, FrameNumberBits));

    /// <summary>These numbers after <paramref name="shift"/> was added.</summary>
    public PictureNumbers Shifted(PictureNumbers shift) => new(
        Plus(PictureId, shift.PictureId, LongIdBits), Plus(Tl0, shift.Tl0, Tl0Bits), Plus(FrameNumber, shift.FrameNumber, FrameNumberBits));

    private static int Distance(int last, int first) => last < 0 || first < 0 ? 0 : last + 1 - first;

    private static int Plus(int number, int shift, int bits) => number < 0 ? -1 : (number + shift) & ((1 << bits) - 1);

    private static int Further(int a, int b, int bits)
    {
        if (a < 0 || b < 0) return Math.Max(a, b);
        return ((b - a) & ((1 << bits) - 1)) < 1 << (bits - 1) ? b : a;
    }

    /// <summary>Where the picture id lies and how long it is, and where TL0PICIDX lies; 0 for what is not there.</summary>
    private static (int Id, int IdLength, int Tl0) Locate(MediaCodec codec, ReadOnlySpan<byte> payload)
    {
        switch (codec)
        {
            case MediaCodec.Vp8 when Vp8Descriptor.TryParse(payload, out var vp8):
                if (vp8.PictureId < 0) return (0, 0, vp8.Tl0PictureIndex < 0 ? 0 : 2);
                var length = (payload[2] & 0x80) != 0 ? 2 : 1;
                return (2, length, vp8.Tl0PictureIndex < 0 ? 0 : 2 + length);
            case MediaCodec.Vp9 when Vp9Descriptor.TryParse(payload, out var vp9):
                var idLength = vp9.PictureId < 0 ? 0 : (payload[1] & 0x80) != 0 ? 2 : 1;
                // L set and F not: the layer octet is followed by TL0PICIDX.
                return (1, idLength, (payload[0] & 0x30) == 0x20 ? 2 + idLength : 0);
            default:
                return default;
        }
    }
}
