namespace Conference.Rtc.Rtp;

/// <summary>
/// Which local identifier stands for which extension on one transport. With BUNDLE an identifier means the same in every section
/// (RFC 9143 §10), so one map per transport is enough. Filled while negotiating, only read while forwarding.
/// </summary>
public sealed class HeaderExtensionMap
{
    private static readonly int Kinds = Enum.GetValues<HeaderExtensionKind>().Length;
    private readonly byte[] _ids = new byte[Kinds];
    private readonly HeaderExtensionKind[] _kinds = new HeaderExtensionKind[256];

    /// <summary>The identifier of <paramref name="kind"/>, 1..255; 0 when it was not negotiated.</summary>
    public byte this[HeaderExtensionKind kind] => _ids[(int)kind];

    /// <summary><see cref="HeaderExtensionKind.None"/> for an identifier that means nothing to us.</summary>
    public HeaderExtensionKind KindOf(byte id) => _kinds[id];

    /// <summary>A copy that lacks what changes from one sending of a packet to the next: the transport-wide number and the send time.</summary>
    public HeaderExtensionMap WithoutSendingMarks()
    {
        var rest = new HeaderExtensionMap();
        for (var kind = HeaderExtensionKind.Mid; kind <= HeaderExtensionKind.ColorSpace; kind++)
            if (this[kind] != 0 && kind is not (HeaderExtensionKind.TransportSequence or HeaderExtensionKind.AbsSendTime)) rest.TryAdd(this[kind], kind);
        return rest;
    }

    /// <summary>False when the identifier is 0 or 15 (reserved, RFC 8285 §4.2), or when it or the kind already stands for something else.</summary>
    public bool TryAdd(byte id, HeaderExtensionKind kind)
    {
        if (id is 0 or 15 || kind == HeaderExtensionKind.None) return false;
        if (_kinds[id] == kind) return true;
        if (_kinds[id] != HeaderExtensionKind.None || _ids[(int)kind] != 0) return false;
        _kinds[id] = kind;
        _ids[(int)kind] = id;
        return true;
    }
}
