using System.Buffers.Binary;
using System.Text;

namespace Conference.Recorder.Matroska;

/// <summary>
/// Reads what <see cref="MatroskaWriter"/> writes, from a stream that may end anywhere: the caller shows the bytes it has, the reader takes whole
/// elements from their front.
/// </summary>
internal sealed class MatroskaReader
{
    /// <summary>No frame or header of ours comes near it; a torn write can claim any size.</summary>
    private const long MaxElementSize = 64 << 20;

    private long _microsecondsPerTick = MatroskaWriter.WebMTick;
    private long _clusterTicks = -1;

    /// <summary>Null until the header has been read.</summary>
    public MatroskaTrack? Track { get; private set; }

    /// <summary>The bytes at the front are no Matroska: the writer was torn there. Nothing after them can be read.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Reads up to the next frame.</summary>
    /// <param name="consumed">Bytes that are done with, whatever is returned.</param>
    /// <param name="frame">Its data is a slice of <paramref name="input"/>.</param>
    /// <returns>False when more bytes are needed, or <see cref="IsBroken"/>.</returns>
    public bool TryReadFrame(ReadOnlyMemory<byte> input, out int consumed, out MediaFrame frame)
    {
        consumed = 0;
        frame = default;
        while (!IsBroken)
        {
            var rest = input[consumed..];
            if (!EbmlElement.TryRead(rest.Span, out var element, out var isBroken))
            {
                IsBroken = isBroken;
                return false;
            }

            // Segment and Cluster are entered, whether their size is known or not.
            if (element.Id is EbmlId.Segment or EbmlId.Cluster)
            {
                if (element.Id == EbmlId.Cluster) _clusterTicks = -1;
                consumed += element.HeadLength;
                continue;
            }

            if (element.Size is EbmlElement.Unknown or > MaxElementSize)
            {
                IsBroken = true;
                return false;
            }

            var length = element.HeadLength + (int)element.Size;
            if (rest.Length < length) return false;
            var content = rest[element.HeadLength..length];
            consumed += length;
            if (element.Id == EbmlId.SimpleBlock)
            {
                if (TryReadBlock(content, out frame)) return true;
                IsBroken = true;
            }
            else
            {
                IsBroken = !TryTake(element.Id, content.Span);
            }
        }

        return false;
    }

    private bool TryReadBlock(ReadOnlyMemory<byte> content, out MediaFrame frame)
    {
        frame = default;
        if (Track is null || _clusterTicks < 0 || content.Length < 4) return false;
        var head = content.Span;
        // One track, numbered below 127; no lacing.
        if ((head[0] & 0x80) == 0 || (head[3] & MatroskaWriter.Lacing) != 0) return false;
        var ticks = _clusterTicks + BinaryPrimitives.ReadInt16BigEndian(head[1..]);
        frame = new MediaFrame(ticks * _microsecondsPerTick, (head[3] & MatroskaWriter.KeyFrame) != 0, content[4..])
        {
            IsFiller = (head[3] & MatroskaWriter.Discardable) != 0, IsSilent = (head[3] & MatroskaWriter.Invisible) != 0,
        };
        return ticks >= 0;
    }

    private bool TryTake(uint id, ReadOnlySpan<byte> content)
    {
        switch (id)
        {
            case EbmlId.Timestamp:
                if (content.Length > 7) return false;
                _clusterTicks = (long)Unsigned(content);
                return true;
            case EbmlId.Info:
                if (!TryFind(content, EbmlId.TimestampScale, out var scale)) return true;
                _microsecondsPerTick = (long)Unsigned(scale) / 1000;
                return _microsecondsPerTick is > 0 and <= 1_000_000;
            case EbmlId.Tracks:
                return TryFind(content, EbmlId.TrackEntry, out var entry) && TryReadTrack(entry);
            case EbmlId.Ebml or EbmlId.Void:
                return true;
            default:
                return false;
        }
    }

    private bool TryReadTrack(ReadOnlySpan<byte> entry)
    {
        if (!TryFind(entry, EbmlId.CodecId, out var codec)) return false;
        TryFind(entry, EbmlId.CodecPrivate, out var codecPrivate);
        int width = 0, height = 0, channels = 0;
        MatroskaColour? colour = null;
        if (TryFind(entry, EbmlId.Video, out var video))
        {
            if (TryFind(video, EbmlId.PixelWidth, out var value)) width = (int)Unsigned(value);
            if (TryFind(video, EbmlId.PixelHeight, out value)) height = (int)Unsigned(value);
            if (TryFind(video, EbmlId.Colour, out value)) colour = ReadColour(value);
        }

        if (TryFind(entry, EbmlId.Audio, out var audio) && TryFind(audio, EbmlId.Channels, out var count)) channels = (int)Unsigned(count);
        Track = new MatroskaTrack(Encoding.ASCII.GetString(codec), codecPrivate.ToArray(), width, height, channels) { Colour = colour };
        return true;
    }

    private static MatroskaColour ReadColour(ReadOnlySpan<byte> colour) => MatroskaColour.Create(
        CodePoint(colour, EbmlId.Primaries), CodePoint(colour, EbmlId.TransferCharacteristics), CodePoint(colour, EbmlId.MatrixCoefficients),
        CodePoint(colour, EbmlId.Range));

    /// <summary>An absent one is taken for 255, which says nothing in any of them.</summary>
    private static byte CodePoint(ReadOnlySpan<byte> colour, uint id) =>
        TryFind(colour, id, out var value) ? (byte)Math.Min(Unsigned(value), byte.MaxValue) : byte.MaxValue;

    private static bool TryFind(ReadOnlySpan<byte> master, uint id, out ReadOnlySpan<byte> content)
    {
        content = default;
        while (EbmlElement.TryRead(master, out var element, out _) && element.Size >= 0 && element.Size <= master.Length - element.HeadLength)
        {
            var end = element.HeadLength + (int)element.Size;
            if (element.Id == id)
            {
                content = master[element.HeadLength..end];
                return true;
            }

            master = master[end..];
        }

        return false;
    }

    private static ulong Unsigned(ReadOnlySpan<byte> content)
    {
        ulong value = 0;
        foreach (var b in content) value = (value << 8) | b;
        return value;
    }
}
