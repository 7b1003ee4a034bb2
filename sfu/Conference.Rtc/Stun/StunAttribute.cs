namespace Conference.Rtc.Stun;

/// <summary>One attribute of a message: type, value, and where its header starts in the message.</summary>
internal readonly ref struct StunAttribute(StunAttributeType type, int offset, ReadOnlySpan<byte> value)
{
    public StunAttributeType Type { get; } = type;

    public int Offset { get; } = offset;

    public ReadOnlySpan<byte> Value { get; } = value;
}
