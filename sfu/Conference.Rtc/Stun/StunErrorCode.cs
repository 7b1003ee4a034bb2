namespace Conference.Rtc.Stun;

/// <summary>Error codes that an ICE agent sends (RFC 8489 §14.8, RFC 8445 §7.3.1.1).</summary>
internal enum StunErrorCode
{
    None = 0,
    BadRequest = 400,
    Unauthenticated = 401,
    UnknownAttribute = 420,
    RoleConflict = 487,
}
