namespace Conference.Rtc.Codecs;

/// <summary>Walks the OBU elements of an AV1 payload by its aggregation header (AV1 RTP payload specification §4.4).</summary>
internal ref struct Av1Payload
{
    private readonly bool _last;
    private readonly int _count;
    private ReadOnlySpan<byte> _rest;
    private int _index;

    private Av1Payload(byte header, ReadOnlySpan<byte> rest)
    {
        StartsWithFragment = (header & 0x80) != 0;
        _last = (header & 0x40) != 0;
        _count = (header >> 4) & 0x03;
        StartsSequence = (header & 0x08) != 0;
        _rest = rest;
    }

    /// <summary>Z: the first element goes on from the previous packet.</summary>
    public bool StartsWithFragment { get; }

    /// <summary>N: the first packet of a coded video sequence, that is, of a key frame.</summary>
    public bool StartsSequence { get; }

    /// <summary>An OBU, or a piece of one, without its size field as a rule.</summary>
    public ReadOnlySpan<byte> Element { get; private set; }

    /// <summary>The present element began in an earlier packet.</summary>
    public readonly bool IsContinued => _index == 1 && StartsWithFragment;

    /// <summary>The present element goes on in the next packet (Y, which speaks of the last element).</summary>
    public readonly bool IsUnfinished => _last && _rest.IsEmpty;

    /// <summary>An element was cut short: the payload is broken.</summary>
    public bool Malformed { get; private set; }

    public static bool TryOpen(ReadOnlySpan<byte> payload, out Av1Payload elements)
    {
        elements = default;
        if (payload.Length < 2) return false;
        elements = new Av1Payload(payload[0], payload[1..]);
        // A new sequence cannot begin in the middle of an OBU.
        return !(elements.StartsSequence && elements.StartsWithFragment);
    }

    public bool MoveNext()
    {
        if (_rest.IsEmpty || Malformed) return false;
        _index++;
        // W counts the elements, and the last of them has no length; W = 0: every one has a length.
        if (_count != 0 && _index == _count)
        {
            Element = _rest;
            _rest = default;
            return true;
        }

        if (!Leb128.TryRead(_rest, out var length, out var prefix) || _rest.Length - prefix < length || (_count != 0 && _rest.Length - prefix == length))
        {
            Malformed = true;
            return false;
        }

        Element = _rest.Slice(prefix, length);
        _rest = _rest[(prefix + length)..];
        return true;
    }
}
