using System.Buffers.Binary;

namespace Conference.Rtc.Stun;

/// <summary>
/// Writes a Binding message into a caller's buffer, attribute by attribute; integrity and fingerprint come last, in that order. The
/// caller gives room enough: 128 octets hold every message that an ICE agent of ours writes, plus its USERNAME.
/// </summary>
internal ref struct StunMessageWriter
{
    private readonly Span<byte> _buffer;
    private int _length;

    public StunMessageWriter(Span<byte> buffer, StunClass @class, ReadOnlySpan<byte> transactionId)
    {
        _buffer = buffer;
        BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)(StunMessage.BindingMethod | (ushort)@class));
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], StunMessage.MagicCookie);
        transactionId.CopyTo(buffer[8..]);
        _length = StunMessage.HeaderLength;
        UpdateLength();
    }

    /// <summary>Octets written so far.</summary>
    public readonly int Length => _length;

    public void AddBytes(StunAttributeType type, ReadOnlySpan<byte> value) => value.CopyTo(Add(type, value.Length));

    public void AddFlag(StunAttributeType type) => Add(type, 0);

    public void AddUInt32(StunAttributeType type, uint value) => BinaryPrimitives.WriteUInt32BigEndian(Add(type, sizeof(uint)), value);

    public void AddUInt64(StunAttributeType type, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Add(type, sizeof(ulong)), value);

    public void AddXorMappedAddress(in RemoteEndPoint address)
    {
        var value = Add(StunAttributeType.XorMappedAddress, StunAddress.Length(address));
        StunAddress.WriteXor(address, _buffer.Slice(8, StunMessage.TransactionIdLength), value);
    }

    /// <summary>Without a reason phrase: nobody reads it, and the answer stays shorter than the request.</summary>
    public void AddErrorCode(StunErrorCode code) => AddUInt32(StunAttributeType.ErrorCode, (uint)((int)code / 100 << 8 | (int)code % 100));

    public void AddUnknownAttribute(ushort type) => BinaryPrimitives.WriteUInt16BigEndian(Add(StunAttributeType.UnknownAttributes, 2), type);

    public void AddIntegrity(ReadOnlySpan<byte> password)
    {
        var covered = _buffer[.._length];
        StunIntegrity.Compute(covered, password, Add(StunAttributeType.MessageIntegrity, StunIntegrity.ValueLength));
    }

    public void AddFingerprint()
    {
        var covered = _buffer[.._length];
        // The checksum covers a header length that already counts the attribute itself.
        var value = Add(StunAttributeType.Fingerprint, StunFingerprint.ValueLength);
        BinaryPrimitives.WriteUInt32BigEndian(value, StunFingerprint.Compute(covered));
    }

    private Span<byte> Add(StunAttributeType type, int length)
    {
        var padded = (length + 3) & ~3;
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[_length..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[(_length + 2)..], (ushort)length);
        var value = _buffer.Slice(_length + 4, padded);
        value[length..].Clear();
        _length += 4 + padded;
        UpdateLength();
        return value[..length];
    }

    private readonly void UpdateLength() =>
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], (ushort)(_length - StunMessage.HeaderLength));
}
