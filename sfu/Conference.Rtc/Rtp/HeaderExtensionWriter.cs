using System.Buffers.Binary;

namespace Conference.Rtc.Rtp;

/// <summary>
/// Writes a header extension block (RFC 8285). The caller knows beforehand whether an element needs the two-byte form: a value that is empty or longer
/// than 16 bytes, or an identifier above 14.
/// </summary>
internal ref struct HeaderExtensionWriter
{
    private const int BlockHeader = 4;
    private readonly Span<byte> _destination;
    private readonly bool _twoByte;
    private int _length;

    public HeaderExtensionWriter(Span<byte> destination, bool twoByte)
    {
        _destination = destination;
        _twoByte = twoByte;
        _length = BlockHeader;
        BinaryPrimitives.WriteUInt16BigEndian(destination, twoByte ? HeaderExtensions.TwoByteProfile : HeaderExtensions.OneByteProfile);
    }

    public static bool NeedsTwoByte(byte id, int length) => id > HeaderExtensions.MaxOneByteId || length is 0 or > HeaderExtensions.MaxOneByteLength;

    /// <summary>Appends an element and returns the place for its value.</summary>
    public Span<byte> Add(byte id, int length)
    {
        if (_twoByte)
        {
            _destination[_length++] = id;
            _destination[_length++] = (byte)length;
        }
        else
        {
            _destination[_length++] = (byte)((id << 4) | (length - 1));
        }

        var value = _destination.Slice(_length, length);
        _length += length;
        return value;
    }

    /// <summary>Pads to 32 bits, fills in the length and returns the size of the whole block in bytes.</summary>
    public int Finish()
    {
        while ((_length & 3) != 0) _destination[_length++] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(_destination[2..], (ushort)((_length - BlockHeader) / 4));
        return _length;
    }
}
