namespace Conference.Signaling.Joining;

/// <summary>The payload of a join token as it stands in the JSON.</summary>
/// <param name="Exp">Expiration time in seconds since 1970 (RFC 7519 §4.1.4).</param>
/// <param name="Use">"whip" or "whep"; absent from a page's token.</param>
/// <param name="Jti">JWT ID (RFC 7519 §4.1.7) of a token that can be withdrawn.</param>
internal sealed record JoinTokenClaims(Guid Room, string Code, string Role, string Name, Guid? Person, long Exp, string? Use = null, Guid? Jti = null);
