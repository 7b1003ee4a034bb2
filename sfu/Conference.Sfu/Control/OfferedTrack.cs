namespace Conference.Sfu.Control;

/// <summary>One sending m= section of a subscriber's offer and the UpTrack behind it.</summary>
public sealed record OfferedTrack(string Mid, TrackInfo Track);
