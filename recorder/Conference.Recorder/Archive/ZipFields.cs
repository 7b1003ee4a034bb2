using System.Buffers.Binary;

namespace Conference.Recorder.Archive;

/// <summary>Fills a record of a ZIP file, little-endian, from its front.</summary>
internal ref struct ZipFields(int length)
{
    private int _at;

    public byte[] Bytes { get; } = new byte[length];

    public void Write(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan(_at), value);
        _at += sizeof(ushort);
    }

    public void Write(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Bytes.AsSpan(_at), value);
        _at += sizeof(uint);
    }

    public void Write(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Bytes.AsSpan(_at), value);
        _at += sizeof(long);
    }

    public void Write(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Bytes.AsSpan(_at));
        _at += value.Length;
    }

    /// <summary>Leaves zeros.</summary>
    public void Skip(int bytes) => _at += bytes;
}
