namespace Conference.Sfu.Control;

public sealed record PublishedTrack(string Mid, TrackInfo Track);
