namespace Conference.Sfu.Control;

/// <param name="Sdp">The SDP answer: ICE-lite, recvonly sections, exactly one video codec (with its RTX) per section.</param>
/// <param name="Tracks">The accepted sections and the UpTracks they became.</param>
/// <param name="IceSession">Names the transport's ICE session: another one after each restart (<see cref="ISfu.PatchIceAsync"/>).</param>
public sealed record PublishAnswer(string Sdp, IReadOnlyList<PublishedTrack> Tracks, string IceSession);
