using System.Buffers.Binary;

namespace Conference.Rtc.Rtcp;

/// <summary>
/// Walks the packets of a compound (RFC 3550 §6.1) or a reduced-size packet (RFC 5506), which may begin with any type. The frame is checked as a whole
/// before the first packet is given out; each message checks its own body.
/// </summary>
public ref struct RtcpCompound
{
    private ReadOnlySpan<byte> _rest;

    private RtcpCompound(ReadOnlySpan<byte> rest) => _rest = rest;

    public RtcpPacket Current { get; private set; }

    /// <summary>False when versions or lengths do not add up to exactly these bytes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out RtcpCompound compound)
    {
        compound = new RtcpCompound(bytes);
        if (bytes.IsEmpty) return false;
        var walk = compound;
        while (!walk._rest.IsEmpty)
            if (!walk.TryNext()) return false;
        return true;
    }

    public bool MoveNext() => !_rest.IsEmpty && TryNext();

    private bool TryNext()
    {
        if (_rest.Length < RtcpPacket.HeaderLength || _rest[0] >> 6 != 2) return false;
        var length = (BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]) + 1) * 4;
        if (_rest.Length < length) return false;
        var body = _rest[RtcpPacket.HeaderLength..length];
        if ((_rest[0] & 0x20) != 0)
        {
            // The standard allows padding on the last packet only; some stacks pad transport-cc inside a compound.
            if (body.IsEmpty || body[^1] == 0 || body[^1] > body.Length) return false;
            body = body[..^body[^1]];
        }

        Current = new RtcpPacket((RtcpPacketType)_rest[1], (byte)(_rest[0] & 0x1F), body);
        _rest = _rest[length..];
        return true;
    }
}
