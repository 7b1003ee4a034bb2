using Conference.Rooms.Model;

namespace Conference.Recorder.Packaging;

/// <summary>Writes a rendition's row; with <paramref name="isNew"/> it may be there all the same, left by an earlier process.</summary>
/// <returns>False when the recording was deleted for good meanwhile.</returns>
internal delegate Task<bool> SaveRendition(Rendition rendition, bool isNew, CancellationToken cancellationToken);
