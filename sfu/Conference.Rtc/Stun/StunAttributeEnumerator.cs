using System.Buffers.Binary;

namespace Conference.Rtc.Stun;

/// <summary>
/// Walks the attributes of a message whose header was checked (RFC 8489 §14: type, length, value, padded to four octets). Stops at the
/// first that does not fit; <see cref="IsMalformed"/> then says so.
/// </summary>
internal ref struct StunAttributeEnumerator(ReadOnlySpan<byte> message)
{
    private const int AttributeHeaderLength = 4;

    private readonly ReadOnlySpan<byte> _message = message;
    private int _next = StunMessage.HeaderLength;

    public StunAttribute Current { get; private set; }

    public bool IsMalformed { get; private set; }

    public bool MoveNext()
    {
        var rest = _message.Length - _next;
        if (rest == 0)
            return false;
        if (rest < AttributeHeaderLength)
        {
            IsMalformed = true;
            return false;
        }
        var type = (StunAttributeType)BinaryPrimitives.ReadUInt16BigEndian(_message[_next..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(_message[(_next + 2)..]);
        var padded = (length + 3) & ~3;
        if (padded > rest - AttributeHeaderLength)
        {
            IsMalformed = true;
            return false;
        }
        Current = new StunAttribute(type, _next, _message.Slice(_next + AttributeHeaderLength, length));
        _next += AttributeHeaderLength + padded;
        return true;
    }
}
