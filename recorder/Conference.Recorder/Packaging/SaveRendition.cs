using Conference.Rooms.Model;

namespace Conference.Recorder.Packaging;

/// <summary>Writes a rendition's row; with <paramref name="isNew"/> it may be there all the same, left by an earlier process.</summary>
internal delegate Task SaveRendition(Rendition rendition, bool isNew, CancellationToken cancellationToken);
