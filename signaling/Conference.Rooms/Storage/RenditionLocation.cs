using Conference.Rooms.Model;

namespace Conference.Rooms.Storage;

/// <param name="ObjectPrefix">See <see cref="Rendition.ObjectPrefix"/>.</param>
/// <param name="OwnerId">The owner of the room that was recorded.</param>
public sealed record RenditionLocation(string ObjectPrefix, RenditionKind Kind, Guid OwnerId);
