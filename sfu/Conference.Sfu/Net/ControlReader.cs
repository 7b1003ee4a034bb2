using static Conference.Sfu.Net.LibC;

namespace Conference.Sfu.Net;

/// <summary>Walks the control messages of a received message (RFC 3542 §20.2): the kernel adds them in an order of its own.</summary>
internal unsafe ref struct ControlReader(in MessageHeader header)
{
    private readonly byte* _end = header.Control + header.ControlLength;
    private byte* _next = header.Control;
    private ControlHeader* _current;

    /// <summary>What the present message carries.</summary>
    public readonly ReadOnlySpan<byte> Data => new(_current + 1, (int)_current->Length - sizeof(ControlHeader));

    public bool MoveNext()
    {
        if (_end - _next < sizeof(ControlHeader)) return false;
        _current = (ControlHeader*)_next;
        if (_current->Length < (nuint)sizeof(ControlHeader) || _current->Length > (nuint)(_end - _next)) return false;
        _next += (_current->Length + 7) & ~(nuint)7;
        return true;
    }

    /// <summary>The present message is of that kind and long enough.</summary>
    public readonly bool Is(int level, int type, int length) => _current->Level == level && _current->Type == type && Data.Length >= length;
}
