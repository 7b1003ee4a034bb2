namespace Conference.Rooms.Model;

/// <summary>
/// A stretch of a Rendition in which nothing came from its publisher, and which is filled with the picture held or with silence; or one in which nobody is
/// heard. Offsets from <see cref="Recording.StartedAt"/>.
/// </summary>
public readonly record struct RenditionGap(long StartMilliseconds, long EndMilliseconds);
