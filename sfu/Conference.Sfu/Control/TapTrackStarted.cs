namespace Conference.Sfu.Control;

/// <summary>A track is there: sent for each present track when the Tap opens, then as tracks come, and again with another codec when a publisher was renegotiated.</summary>
/// <remarks>
/// When the Tap opens, a video track's packets since its last key frame follow, if the SFU still has them all: the picture that stands at that moment. Their receive time
/// is that of the opening.
/// </remarks>
/// <param name="At">Receive clock in microseconds (see <see cref="ITap.Now"/>).</param>
public sealed record TapTrackStarted(TrackInfo Track, long At) : TapMessage;
