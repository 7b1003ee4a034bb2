using System.Numerics;

namespace Conference.Recorder.Matroska;

/// <summary>The head of an element. <see cref="Size"/> is <see cref="Unknown"/> for a master that streams.</summary>
internal readonly record struct EbmlElement(uint Id, long Size, int HeadLength)
{
    public const long Unknown = -1;

    /// <summary>False with <paramref name="isBroken"/> unset when more bytes are needed; with it set when no bytes could make this an element.</summary>
    public static bool TryRead(ReadOnlySpan<byte> input, out EbmlElement element, out bool isBroken)
    {
        element = default;
        isBroken = false;
        if (input.IsEmpty) return false;
        var idLength = BitOperations.LeadingZeroCount((uint)input[0]) - 23;
        if (idLength > 4)
        {
            isBroken = true;
            return false;
        }

        if (input.Length <= idLength) return false;
        uint id = 0;
        for (var i = 0; i < idLength; i++) id = (id << 8) | input[i];
        var sizeLength = BitOperations.LeadingZeroCount((uint)input[idLength]) - 23;
        if (sizeLength > 8)
        {
            isBroken = true;
            return false;
        }

        if (input.Length < idLength + sizeLength) return false;
        var size = (long)input[idLength] & ((1L << (8 - sizeLength)) - 1);
        for (var i = 1; i < sizeLength; i++) size = (size << 8) | input[idLength + i];
        element = new EbmlElement(id, size == (1L << (7 * sizeLength)) - 1 ? Unknown : size, idLength + sizeLength);
        return true;
    }
}
