namespace Conference.Sfu.Control;

/// <summary>Says which source an m= section of a publisher's offer carries (SDP itself has no word for it).</summary>
public sealed record PublishedSection(string Mid, TrackSource Source);
