using Conference.Rooms.Storage;

namespace Conference.Recorder.Packaging;

/// <summary>Writes a Part's row, which may be there already; returns when the database has answered, however long that takes.</summary>
internal delegate Task<AddedPart> AddPart(PendingPart part, CancellationToken cancellationToken);
