using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Conference.Rtc.Stun;

/// <summary>
/// A view over one well-formed STUN Binding message (RFC 8489 §5) with the attributes that ICE uses. What stands behind
/// MESSAGE-INTEGRITY is not protected and is ignored, except FINGERPRINT (§14.5). Of an attribute that comes twice the first counts.
/// </summary>
internal ref struct StunMessage
{
    public const int HeaderLength = 20;
    public const int TransactionIdLength = 12;
    public const uint MagicCookie = 0x2112A442;

    internal const ushort BindingMethod = 0x0001;

    private const ushort ClassMask = 0x0110;

    /// <summary>RFC 8489 §14.3: fewer than 509 octets.</summary>
    private const int MaxUsernameLength = 508;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _integrityOffset;

    private StunMessage(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
    }

    public readonly StunClass Class => (StunClass)(BinaryPrimitives.ReadUInt16BigEndian(_bytes) & ClassMask);

    public readonly ReadOnlySpan<byte> TransactionId => _bytes.Slice(8, TransactionIdLength);

    public readonly bool HasIntegrity => _integrityOffset > 0;

    public ReadOnlySpan<byte> Username { get; private set; }

    public bool HasFingerprint { get; private set; }

    public bool UseCandidate { get; private set; }

    public uint? Priority { get; private set; }

    /// <summary>ICE-CONTROLLING's tie-breaker.</summary>
    public ulong? Controlling { get; private set; }

    /// <summary>ICE-CONTROLLED's tie-breaker.</summary>
    public ulong? Controlled { get; private set; }

    public StunErrorCode ErrorCode { get; private set; }

    public RemoteEndPoint XorMappedAddress { get; private set; }

    /// <summary>The first attribute that must be understood and is not; 0 if there is none.</summary>
    public ushort UnknownAttribute { get; private set; }

    /// <summary>True for a datagram whose header says: a Binding request of exactly this length.</summary>
    public static bool IsBindingRequest(ReadOnlySpan<byte> datagram) =>
        HasHeader(datagram) && BinaryPrimitives.ReadUInt16BigEndian(datagram) == (BindingMethod | (ushort)StunClass.Request);

    /// <summary>False for everything but a Binding message that is well-formed to its last octet and whose FINGERPRINT, if any, is right.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out StunMessage message)
    {
        message = default;
        if (!HasHeader(datagram) || (BinaryPrimitives.ReadUInt16BigEndian(datagram) & ~ClassMask) != BindingMethod)
            return false;
        var parsed = new StunMessage(datagram);
        var attributes = new StunAttributeEnumerator(datagram);
        while (attributes.MoveNext())
        {
            // FINGERPRINT is the last attribute (§14.7).
            if (parsed.HasFingerprint || !parsed.TryTake(attributes.Current))
                return false;
        }
        if (attributes.IsMalformed)
            return false;
        message = parsed;
        return true;
    }

    /// <summary>False without MESSAGE-INTEGRITY, or when it was not made with this password. Constant-time comparison.</summary>
    public readonly bool IsAuthentic(ReadOnlySpan<byte> password)
    {
        if (!HasIntegrity)
            return false;
        Span<byte> expected = stackalloc byte[StunIntegrity.ValueLength];
        StunIntegrity.Compute(_bytes[.._integrityOffset], password, expected);
        return CryptographicOperations.FixedTimeEquals(expected, _bytes.Slice(_integrityOffset + 4, StunIntegrity.ValueLength));
    }

    private static bool HasHeader(ReadOnlySpan<byte> datagram) =>
        datagram.Length is >= HeaderLength and <= StunIntegrity.MaxMessageLength
        && datagram[0] >> 6 == 0
        && datagram.Length % 4 == 0
        && BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]) == datagram.Length - HeaderLength
        && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == MagicCookie;

    private bool TryTake(StunAttribute attribute)
    {
        var value = attribute.Value;
        if (attribute.Type == StunAttributeType.Fingerprint)
        {
            HasFingerprint = true;
            return value.Length == StunFingerprint.ValueLength
                && BinaryPrimitives.ReadUInt32BigEndian(value) == StunFingerprint.Compute(_bytes[..attribute.Offset]);
        }
        if (HasIntegrity)
            return true;
        switch (attribute.Type)
        {
            case StunAttributeType.MessageIntegrity:
                _integrityOffset = attribute.Offset;
                return value.Length == StunIntegrity.ValueLength;
            case StunAttributeType.Username:
                if (Username.IsEmpty)
                    Username = value;
                return value.Length <= MaxUsernameLength;
            case StunAttributeType.UseCandidate:
                UseCandidate = true;
                return value.IsEmpty;
            case StunAttributeType.Priority:
                if (value.Length != sizeof(uint))
                    return false;
                Priority ??= BinaryPrimitives.ReadUInt32BigEndian(value);
                return true;
            case StunAttributeType.IceControlling:
                if (value.Length != sizeof(ulong))
                    return false;
                Controlling ??= BinaryPrimitives.ReadUInt64BigEndian(value);
                return true;
            case StunAttributeType.IceControlled:
                if (value.Length != sizeof(ulong))
                    return false;
                Controlled ??= BinaryPrimitives.ReadUInt64BigEndian(value);
                return true;
            case StunAttributeType.ErrorCode:
                if (value.Length < 4)
                    return false;
                ErrorCode = (StunErrorCode)((value[2] & 7) * 100 + value[3]);
                return true;
            case StunAttributeType.XorMappedAddress:
                if (!StunAddress.TryReadXor(value, TransactionId, out var address))
                    return false;
                XorMappedAddress = address;
                return true;
            default:
                if ((ushort)attribute.Type < 0x8000 && attribute.Type != StunAttributeType.UnknownAttributes && UnknownAttribute == 0)
                    UnknownAttribute = (ushort)attribute.Type;
                return true;
        }
    }
}
