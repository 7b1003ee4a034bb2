namespace Conference.Signaling.Live;

/// <summary>What became of a fragment.</summary>
/// <param name="Fragment">Ours in return after an ICE restart; null when there was only something to trickle.</param>
public sealed record MediaSessionPatch(string? Fragment, string IceSession);
