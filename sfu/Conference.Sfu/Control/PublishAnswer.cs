namespace Conference.Sfu.Control;

/// <param name="Sdp">The SDP answer: ICE-lite, recvonly sections, exactly one video codec (with its RTX) per section.</param>
/// <param name="Tracks">The accepted sections and the UpTracks they became.</param>
public sealed record PublishAnswer(string Sdp, IReadOnlyList<PublishedTrack> Tracks);
