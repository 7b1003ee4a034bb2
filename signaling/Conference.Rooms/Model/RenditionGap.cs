namespace Conference.Rooms.Model;

/// <summary>
/// A stretch of a Rendition in which nothing came from its publisher: the media is filled there with the picture held, or with silence.
/// Offsets from <see cref="Recording.StartedAt"/>.
/// </summary>
public readonly record struct RenditionGap(long StartMilliseconds, long EndMilliseconds);
