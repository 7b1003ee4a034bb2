namespace Conference.Sfu.Control;

/// <summary>A track is there: sent for each present track when the Tap opens, then as tracks come, and again with another codec when a publisher was renegotiated.</summary>
/// <param name="At">Receive clock in microseconds (see <see cref="ITap.Now"/>).</param>
public sealed record TapTrackStarted(TrackInfo Track, long At) : TapMessage;
