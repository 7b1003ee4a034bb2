namespace Conference.Signaling.Live;

/// <summary>A session by HTTP that has begun.</summary>
/// <param name="Id">The unguessable end of its URL.</param>
/// <param name="Sdp">The answer to the offer.</param>
/// <param name="IceSession">Names its ICE session; the entity tag of RFC 9725 §4.3.1.</param>
public sealed record MediaSessionAnswer(string Id, string Sdp, string IceSession);
