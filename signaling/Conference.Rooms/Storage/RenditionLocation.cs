using Conference.Rooms.Model;

namespace Conference.Rooms.Storage;

/// <param name="ObjectPrefix">See <see cref="Rendition.ObjectPrefix"/>.</param>
public sealed record RenditionLocation(string ObjectPrefix, RenditionKind Kind, RecordingGuard Guard);
