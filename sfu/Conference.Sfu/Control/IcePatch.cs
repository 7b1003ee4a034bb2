namespace Conference.Sfu.Control;

/// <summary>A peer's application/trickle-ice-sdpfrag (RFC 8840) for a transport: candidates, or new credentials, which restart ICE.</summary>
/// <param name="IceSession">The session that it is meant for; null for whatever is the present one.</param>
public sealed record IcePatch(string Fragment, string? IceSession);
