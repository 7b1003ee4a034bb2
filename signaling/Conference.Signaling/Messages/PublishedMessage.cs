namespace Conference.Signaling.Messages;

/// <summary>Answer to Publish: the SDP answer and the track id of each accepted section.</summary>
public sealed record PublishedMessage(string Sdp, IReadOnlyList<TrackView> Tracks);
