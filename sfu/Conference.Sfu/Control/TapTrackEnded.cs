namespace Conference.Sfu.Control;

public sealed record TapTrackEnded(TrackId Track, long At) : TapMessage;
