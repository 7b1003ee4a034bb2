using Conference.Sfu.Control;

namespace Conference.Signaling.Live;

/// <summary>A publisher's or player's session by HTTP, from its POST to its DELETE or the end of its transport.</summary>
/// <param name="Id">Unguessable: it is the session's URL.</param>
/// <param name="TokenHash">SHA-256 of the bearer token that made it; later requests must bring the same.</param>
/// <param name="TokenId">The row that keeps that token good; null for a page's join token.</param>
internal sealed record MediaSession(string Id, byte[] TokenHash, Guid? TokenId, LiveRoom Room, TransportKind Kind);
