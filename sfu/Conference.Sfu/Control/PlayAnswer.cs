namespace Conference.Sfu.Control;

/// <param name="Sdp">The SDP answer: ICE-lite, every section sendonly, with every codec that both sides know.</param>
/// <param name="Tracks">The tracks that are sent now; others may take their sections later without a word.</param>
/// <param name="IceSession">Names the transport's ICE session: another one after each restart (<see cref="ISfu.PatchIceAsync"/>).</param>
public sealed record PlayAnswer(string Sdp, IReadOnlyList<OfferedTrack> Tracks, string IceSession);
