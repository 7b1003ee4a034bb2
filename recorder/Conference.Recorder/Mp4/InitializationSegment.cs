using System.Buffers.Binary;
using System.Globalization;

namespace Conference.Recorder.Mp4;

/// <summary>What the one-track <c>ftyp</c> + <c>moov</c> of a fragmented MP4 says.</summary>
/// <param name="Timescale">Ticks per second of the fragments' times.</param>
/// <param name="Codecs">RFC 6381 codecs parameter.</param>
internal sealed record InitializationSegment(uint Timescale, string Codecs, int Width, int Height)
{
    private const int VisualSampleEntryLength = 78;
    private const byte Bt709 = 1;
    private const int AudioSampleEntryLength = 28;

    /// <summary>It says (<c>colr</c>, ISO/IEC 14496-12 §12.1.5) that its colours are BT.709's. VP9 and AV1 from browsers say it nowhere else.</summary>
    public bool IsBt709 { get; private init; }

    /// <exception cref="InvalidDataException">It is no such segment.</exception>
    public static InitializationSegment Read(ReadOnlySpan<byte> boxes)
    {
        var media = Boxes.Find(boxes, BoxType.Moov, BoxType.Trak, BoxType.Mdia);
        var header = Boxes.Find(media, BoxType.Mdhd);
        var timescale = BinaryPrimitives.ReadUInt32BigEndian(header[(header[0] == 1 ? 20 : 12)..]);
        if (timescale == 0) throw new InvalidDataException("A timescale of 0.");
        // Sample description: version, flags and count come before the entries.
        var entries = Boxes.Find(media, BoxType.Minf, BoxType.Stbl, BoxType.Stsd)[8..];
        if (!Boxes.TryTake(ref entries, out var type, out var entry)) throw new InvalidDataException("No sample entry.");
        if (type == BoxType.Opus) return new InitializationSegment(timescale, "opus", 0, 0);
        if (type == BoxType.Mp4a) return new InitializationSegment(timescale, Aac(Boxes.Find(entry[AudioSampleEntryLength..], BoxType.Esds)), 0, 0);
        var width = BinaryPrimitives.ReadUInt16BigEndian(entry[24..]);
        var height = BinaryPrimitives.ReadUInt16BigEndian(entry[26..]);
        var extensions = entry[VisualSampleEntryLength..];
        var codecs = type switch
        {
            BoxType.Vp09 => Vp9(Boxes.Find(extensions, BoxType.VpcC)),
            BoxType.Avc1 => H264(Boxes.Find(extensions, BoxType.AvcC)),
            BoxType.Av01 => Av1(Boxes.Find(extensions, BoxType.Av1C)),
            _ => throw new InvalidDataException($"An unexpected sample entry 0x{(uint)type:X8}."),
        };
        return new InitializationSegment(timescale, codecs, width, height) { IsBt709 = SaysBt709(extensions) };
    }

    // "nclx", then primaries, transfer and matrix in two bytes each.
    private static bool SaysBt709(ReadOnlySpan<byte> extensions) =>
        Boxes.TryFind(extensions, BoxType.Colr, out var colour) && colour.Length >= 10 && colour.StartsWith("nclx"u8) && BinaryPrimitives.ReadUInt16BigEndian(colour[8..]) == Bt709;

    // VP Codec ISO Media File Format Binding: profile, level, bit depth in the upper half of the next byte.
    private static string Vp9(ReadOnlySpan<byte> configuration) =>
        string.Create(CultureInfo.InvariantCulture, $"vp09.{configuration[4]:D2}.{configuration[5]:D2}.{configuration[6] >> 4:D2}");

    // RFC 6381 §3.3: the object type, and of MPEG-4 audio the kind that the decoder's own configuration begins with (ISO/IEC 14496-1 §7.2.6, 14496-3 §1.6.2.1).
    private static string Aac(ReadOnlySpan<byte> elementaryStream)
    {
        const byte stream = 3, decoder = 4, specific = 5;
        var descriptors = elementaryStream[4..]; // version and flags
        Enter(ref descriptors, stream);
        // Id, then flags for what stands before the descriptors.
        var flags = descriptors[2];
        descriptors = descriptors[(3 + ((flags & 0x80) != 0 ? 2 : 0) + ((flags & 0x20) != 0 ? 2 : 0))..];
        Enter(ref descriptors, decoder);
        var objectType = descriptors[0];
        descriptors = descriptors[13..];
        if (objectType != 0x40) return $"mp4a.{objectType:x2}";
        Enter(ref descriptors, specific);
        var kind = descriptors[0] >> 3;
        return string.Create(CultureInfo.InvariantCulture, $"mp4a.40.{(kind == 31 ? 32 + ((descriptors[0] & 7) << 3 | descriptors[1] >> 5) : kind)}");
    }

    /// <summary>Steps behind the head of a descriptor: its tag, and its size in up to four bytes of seven bits.</summary>
    private static void Enter(ref ReadOnlySpan<byte> descriptors, byte tag)
    {
        if (descriptors[0] != tag) throw new InvalidDataException($"Descriptor {descriptors[0]} in place of {tag}.");
        var at = 1;
        while ((descriptors[at] & 0x80) != 0) at++;
        descriptors = descriptors[(at + 1)..];
    }

    // RFC 6381 §3.3: the three bytes after the version.
    private static string H264(ReadOnlySpan<byte> configuration) =>
        $"avc1.{configuration[1]:x2}{configuration[2]:x2}{configuration[3]:x2}";

    // AV1 Codec ISO Media File Format Binding §5: profile, level and tier, bit depth.
    private static string Av1(ReadOnlySpan<byte> configuration)
    {
        var profile = configuration[1] >> 5;
        var level = configuration[1] & 0x1F;
        var tier = (configuration[2] & 0x80) != 0 ? 'H' : 'M';
        var depth = (configuration[2] & 0x40) == 0 ? 8 : (configuration[2] & 0x20) != 0 ? 12 : 10;
        return string.Create(CultureInfo.InvariantCulture, $"av01.{profile}.{level:D2}{tier}.{depth:D2}");
    }
}
