using System.Buffers;
using System.Buffers.Binary;

namespace Conference.Recorder.Matroska;

/// <summary>Writes EBML elements (RFC 8794) to a buffer.</summary>
internal static class EbmlWriter
{
    /// <summary>"Unknown size" in one byte (RFC 8794 §6.2): the element ends where one begins that cannot be its child.</summary>
    private const byte UnknownSize = 0xFF;

    public static void Unsigned(IBufferWriter<byte> output, uint id, ulong value)
    {
        var length = 1;
        while (length < 8 && value >> (8 * length) != 0) length++;
        Id(output, id);
        Size(output, length);
        var span = output.GetSpan(length);
        for (var i = length - 1; i >= 0; i--, value >>= 8) span[i] = (byte)value;
        output.Advance(length);
    }

    /// <summary>A signed integer in two bytes.</summary>
    public static void Signed(IBufferWriter<byte> output, uint id, long value)
    {
        Id(output, id);
        Size(output, 2);
        BinaryPrimitives.WriteInt16BigEndian(output.GetSpan(2), checked((short)value));
        output.Advance(2);
    }

    public static void Float(IBufferWriter<byte> output, uint id, double value)
    {
        Id(output, id);
        Size(output, 8);
        BinaryPrimitives.WriteDoubleBigEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    public static void Text(IBufferWriter<byte> output, uint id, string value)
    {
        Id(output, id);
        Size(output, value.Length);
        var span = output.GetSpan(value.Length);
        for (var i = 0; i < value.Length; i++) span[i] = (byte)value[i];
        output.Advance(value.Length);
    }

    public static void Binary(IBufferWriter<byte> output, uint id, ReadOnlySpan<byte> value)
    {
        Id(output, id);
        Size(output, value.Length);
        output.Write(value);
    }

    /// <summary>A master element whose children are written by <paramref name="children"/> first, because its size stands before them.</summary>
    public static void Master(IBufferWriter<byte> output, uint id, Action<IBufferWriter<byte>> children)
    {
        var content = new ArrayBufferWriter<byte>();
        children(content);
        Binary(output, id, content.WrittenSpan);
    }

    /// <summary>A master element that streams.</summary>
    public static void OpenMaster(IBufferWriter<byte> output, uint id)
    {
        Id(output, id);
        output.GetSpan(1)[0] = UnknownSize;
        output.Advance(1);
    }

    public static void Id(IBufferWriter<byte> output, uint id)
    {
        var length = id > 0xFFFFFF ? 4 : id > 0xFFFF ? 3 : id > 0xFF ? 2 : 1;
        var span = output.GetSpan(length);
        for (var i = length - 1; i >= 0; i--, id >>= 8) span[i] = (byte)id;
        output.Advance(length);
    }

    public static void Size(IBufferWriter<byte> output, long size)
    {
        // All ones means "unknown", so a size needs one value less than its bits give.
        var length = 1;
        while (length < 8 && size >= (1L << (7 * length)) - 1) length++;
        var span = output.GetSpan(length);
        var coded = (ulong)size | (1UL << (7 * length));
        for (var i = length - 1; i >= 0; i--, coded >>= 8) span[i] = (byte)coded;
        output.Advance(length);
    }
}
