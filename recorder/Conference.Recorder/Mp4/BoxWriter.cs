using System.Buffers.Binary;

namespace Conference.Recorder.Mp4;

/// <summary>Writes boxes into boxes; a box's size is filled in when it ends.</summary>
internal sealed class BoxWriter
{
    private byte[] _buffer = new byte[4096];
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public int Length => _length;

    public void Clear() => _length = 0;

    /// <returns>For <see cref="End"/>.</returns>
    public int Begin(BoxType type)
    {
        var start = _length;
        UInt32(0);
        UInt32((uint)type);
        return start;
    }

    /// <summary>A box that begins with a version and 24 bits of flags (ISO/IEC 14496-12 §4.2).</summary>
    public int Begin(BoxType type, byte version, uint flags)
    {
        var start = Begin(type);
        UInt32(((uint)version << 24) | flags);
        return start;
    }

    public void End(int start) => SetUInt32(start, (uint)(_length - start));

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    public void Zeros(int count) => Take(count).Clear();

    public void SetUInt32(int at, uint value) => BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(at), value);

    private Span<byte> Take(int count)
    {
        if (_length + count > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }
}
