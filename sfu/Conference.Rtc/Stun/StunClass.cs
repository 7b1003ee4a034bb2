namespace Conference.Rtc.Stun;

/// <summary>The two class bits of a message type (RFC 8489 §5), where they stand in it.</summary>
internal enum StunClass : ushort
{
    Request = 0x0000,
    Indication = 0x0010,
    SuccessResponse = 0x0100,
    ErrorResponse = 0x0110,
}
