namespace Conference.Rtc.Rtp;

/// <summary>
/// Walks the elements of a header extension block, one-byte or two-byte form (RFC 8285 §4.2, §4.3). Padding is skipped; a block cut short ends
/// the walk, because the packet itself is whole and its payload still of use.
/// </summary>
public ref struct HeaderExtensions
{
    /// <summary>What the one-byte form can carry (RFC 8285 §4.2): identifiers, and octets of a value.</summary>
    public const int MaxOneByteId = 14, MaxOneByteLength = 16;

    internal const ushort OneByteProfile = 0xBEDE;

    /// <summary>RFC 8285 §4.3: the low four bits are "appbits" and free.</summary>
    internal const ushort TwoByteProfile = 0x1000;

    private readonly bool _twoByte;
    private ReadOnlySpan<byte> _rest;

    internal HeaderExtensions(ushort profile, ReadOnlySpan<byte> block)
    {
        _twoByte = (profile & 0xFFF0) == TwoByteProfile;
        _rest = _twoByte || profile == OneByteProfile ? block : default;
    }

    /// <summary>The local identifier of the present element, 1..255.</summary>
    public byte Id { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            if (_rest[0] == 0)
            {
                _rest = _rest[1..];
                continue;
            }

            int header, length;
            if (_twoByte)
            {
                if (_rest.Length < 2) break;
                (Id, header, length) = (_rest[0], 2, _rest[1]);
            }
            else
            {
                (Id, header, length) = ((byte)(_rest[0] >> 4), 1, (_rest[0] & 0x0F) + 1);
                if (Id == 15) break; // RFC 8285 §4.2: processing stops at the reserved identifier
                if (Id == 0)
                {
                    // An identifier of 0 with a length is not padding; its bytes are passed over.
                    _rest = _rest.Length >= header + length ? _rest[(header + length)..] : default;
                    continue;
                }
            }

            if (_rest.Length < header + length) break;
            Value = _rest.Slice(header, length);
            _rest = _rest[(header + length)..];
            return true;
        }

        _rest = default;
        return false;
    }
}
