using System.Buffers.Binary;

namespace Conference.Rtc.Codecs;

/// <summary>
/// Walks the NAL units, or the piece of one, in an H.264 payload of packetization-mode 1 (RFC 6184 §5.6, §5.7.1, §5.8). Anything else (STAP-B, MTAP, FU-B)
/// is not allowed in that mode and refused.
/// </summary>
internal ref struct H264Payload
{
    private ReadOnlySpan<byte> _rest;
    private readonly bool _aggregate;

    private H264Payload(ReadOnlySpan<byte> rest, bool aggregate)
    {
        _rest = rest;
        _aggregate = aggregate;
    }

    /// <summary>The NAL unit's header byte, rebuilt for a fragment.</summary>
    public byte Header { get; private set; }

    /// <summary>The NAL unit behind its header byte, or the fragment's share of it.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    public bool IsFragment { get; private set; }

    /// <summary>For a whole unit always true.</summary>
    public bool IsStart { get; private set; }

    /// <summary>For a whole unit always true.</summary>
    public bool IsEnd { get; private set; }

    public readonly byte Type => H264NalType.Of(Header);

    public static bool TryOpen(ReadOnlySpan<byte> payload, out H264Payload units)
    {
        units = default;
        if (payload.IsEmpty) return false;
        var type = H264NalType.Of(payload[0]);
        if (type == H264NalType.FuA)
        {
            // FU indicator, FU header, at least one byte. Start and end together are forbidden (RFC 6184 §5.8).
            if (payload.Length < 3 || (payload[1] & 0xC0) == 0xC0) return false;
            units = new H264Payload(payload, aggregate: false) { IsFragment = true };
            return true;
        }

        if (type is 0 or > H264NalType.StapA) return false;
        var aggregate = type == H264NalType.StapA;
        if (aggregate && !IsWholeAggregate(payload[1..])) return false;
        units = new H264Payload(aggregate ? payload[1..] : payload, aggregate);
        return true;
    }

    public bool MoveNext()
    {
        if (_rest.IsEmpty) return false;
        ReadOnlySpan<byte> unit;
        if (IsFragment)
        {
            var (indicator, header) = (_rest[0], _rest[1]);
            (Header, IsStart, IsEnd) = ((byte)((indicator & 0xE0) | (header & 0x1F)), (header & 0x80) != 0, (header & 0x40) != 0);
            Body = _rest[2..];
            _rest = default;
            return true;
        }

        if (_aggregate)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(_rest);
            unit = _rest.Slice(2, length);
            _rest = _rest[(2 + length)..];
        }
        else
        {
            unit = _rest;
            _rest = default;
        }

        (Header, IsStart, IsEnd) = (unit[0], true, true);
        Body = unit[1..];
        return true;
    }

    /// <summary>first_mb_in_slice is 0 (its ue(v) code is a single 1 bit): the picture's first slice.</summary>
    public readonly bool IsFirstSlice => Type is H264NalType.Slice or H264NalType.IdrSlice && IsStart && !Body.IsEmpty && (Body[0] & 0x80) != 0;

    private static bool IsWholeAggregate(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty) return false;
        while (!rest.IsEmpty)
        {
            if (rest.Length < 2) return false;
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
            if (length == 0 || rest.Length < 2 + length) return false;
            rest = rest[(2 + length)..];
        }

        return true;
    }
}
