using System.Buffers.Binary;

namespace Conference.Recorder.Mp4;

/// <summary>What the <c>moof</c> of a one-track fragment says.</summary>
/// <param name="Start">Decode time of the first sample, in ticks of the initialization segment's timescale.</param>
/// <param name="Duration">Sum of the samples' durations, in ticks.</param>
/// <param name="BeginsWithKeyFrame">The first sample is a sync sample.</param>
internal readonly record struct MovieFragment(long Start, long Duration, int Samples, bool BeginsWithKeyFrame)
{
    private const uint BaseDataOffset = 0x1;
    private const uint SampleDescriptionIndex = 0x2;
    private const uint DefaultSampleDuration = 0x8;
    private const uint DefaultSampleSize = 0x10;
    private const uint DefaultSampleFlags = 0x20;
    private const uint IsNonSyncSample = 0x10000;
    private const uint DataOffset = 0x1;
    private const uint FirstSampleFlags = 0x4;
    private const uint SampleDuration = 0x100;
    private const uint SampleSize = 0x200;
    private const uint SampleFlags = 0x400;
    private const uint SampleCompositionOffset = 0x800;

    /// <param name="moof">The content of the box.</param>
    /// <exception cref="InvalidDataException">It is no such fragment.</exception>
    public static MovieFragment Read(ReadOnlySpan<byte> moof)
    {
        var track = Boxes.Find(moof, BoxType.Traf);
        var decodeTime = Boxes.Find(track, BoxType.Tfdt);
        var start = decodeTime[0] == 1
            ? BinaryPrimitives.ReadInt64BigEndian(decodeTime[4..])
            : BinaryPrimitives.ReadUInt32BigEndian(decodeTime[4..]);
        var (defaultDuration, defaultFlags) = Defaults(Boxes.Find(track, BoxType.Tfhd));
        var first = FirstFlags(Boxes.Find(track, BoxType.Trun)) ?? defaultFlags;
        long duration = 0;
        var samples = 0;
        while (Boxes.TryTake(ref track, out var type, out var content))
        {
            if (type == BoxType.Trun) Add(content, defaultDuration, ref duration, ref samples);
        }

        return new MovieFragment(start, duration, samples, (first & IsNonSyncSample) == 0);
    }

    /// <summary>Moves the fragment in time: adds to its <c>tfdt</c> in place.</summary>
    /// <param name="fragment">The whole moof and mdat.</param>
    /// <exception cref="InvalidDataException">It is no such fragment, or the new time does not fit into it.</exception>
    public static void Shift(Span<byte> fragment, long ticks)
    {
        var decodeTime = Boxes.Find(fragment, BoxType.Moof, BoxType.Traf, BoxType.Tfdt);
        // The view is read-only; the same bytes are written where it lies.
        fragment.Overlaps(decodeTime, out var at);
        if (decodeTime[0] == 1)
        {
            BinaryPrimitives.WriteInt64BigEndian(fragment[(at + 4)..], BinaryPrimitives.ReadInt64BigEndian(decodeTime[4..]) + ticks);
            return;
        }

        var moved = BinaryPrimitives.ReadUInt32BigEndian(decodeTime[4..]) + ticks;
        if (moved is < 0 or > uint.MaxValue) throw new InvalidDataException("A fragment's time does not fit into 32 bits.");
        BinaryPrimitives.WriteUInt32BigEndian(fragment[(at + 4)..], (uint)moved);
    }

    private static (uint Duration, uint Flags) Defaults(ReadOnlySpan<byte> tfhd)
    {
        var flags = BinaryPrimitives.ReadUInt32BigEndian(tfhd) & 0xFFFFFF;
        var fields = tfhd[(8 + ((flags & BaseDataOffset) != 0 ? 8 : 0) + ((flags & SampleDescriptionIndex) != 0 ? 4 : 0))..];
        var duration = (flags & DefaultSampleDuration) != 0 ? Take(ref fields) : 0;
        if ((flags & DefaultSampleSize) != 0) Take(ref fields);
        return (duration, (flags & DefaultSampleFlags) != 0 ? Take(ref fields) : 0);
    }

    /// <summary>What the run says of its first sample (ISO/IEC 14496-12 §8.8.8); null when the defaults hold.</summary>
    private static uint? FirstFlags(ReadOnlySpan<byte> trun)
    {
        var flags = BinaryPrimitives.ReadUInt32BigEndian(trun) & 0xFFFFFF;
        var fields = trun[(8 + ((flags & DataOffset) != 0 ? 4 : 0))..];
        if ((flags & FirstSampleFlags) != 0) return Take(ref fields);
        if ((flags & SampleFlags) == 0) return null;
        if ((flags & SampleDuration) != 0) Take(ref fields);
        if ((flags & SampleSize) != 0) Take(ref fields);
        return Take(ref fields);
    }

    private static uint Take(ref ReadOnlySpan<byte> fields)
    {
        var value = BinaryPrimitives.ReadUInt32BigEndian(fields);
        fields = fields[4..];
        return value;
    }

    private static void Add(ReadOnlySpan<byte> trun, uint defaultDuration, ref long duration, ref int samples)
    {
        var flags = BinaryPrimitives.ReadUInt32BigEndian(trun) & 0xFFFFFF;
        var count = BinaryPrimitives.ReadInt32BigEndian(trun[4..]);
        samples += count;
        if ((flags & SampleDuration) == 0)
        {
            duration += (long)defaultDuration * count;
            return;
        }

        var at = 8 + ((flags & DataOffset) != 0 ? 4 : 0) + ((flags & FirstSampleFlags) != 0 ? 4 : 0);
        var stride = 4 + ((flags & SampleSize) != 0 ? 4 : 0) + ((flags & SampleFlags) != 0 ? 4 : 0) + ((flags & SampleCompositionOffset) != 0 ? 4 : 0);
        for (var i = 0; i < count; i++, at += stride) duration += BinaryPrimitives.ReadUInt32BigEndian(trun[at..]);
    }
}
