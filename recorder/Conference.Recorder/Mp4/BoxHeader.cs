using System.Buffers.Binary;

namespace Conference.Recorder.Mp4;

/// <summary>The head of an ISO base media file box (ISO/IEC 14496-12 §4.2).</summary>
/// <param name="Size">Bytes of the whole box, head included.</param>
internal readonly record struct BoxHeader(BoxType Type, long Size, int HeadLength)
{
    public const int MaxLength = 16;

    /// <summary>False when more bytes are needed.</summary>
    /// <exception cref="InvalidDataException">No box begins so; a box that runs "to the end of the file" (size 0) has no place in a stream.</exception>
    public static bool TryRead(ReadOnlySpan<byte> input, out BoxHeader header)
    {
        header = default;
        if (input.Length < 8) return false;
        long size = BinaryPrimitives.ReadUInt32BigEndian(input);
        var type = (BoxType)BinaryPrimitives.ReadUInt32BigEndian(input[4..]);
        var headLength = 8;
        if (size == 1)
        {
            headLength = 16;
            if (input.Length < headLength) return false;
            size = BinaryPrimitives.ReadInt64BigEndian(input[8..]);
        }

        if (size < headLength) throw new InvalidDataException($"A box of {size} bytes.");
        header = new BoxHeader(type, size, headLength);
        return true;
    }
}
