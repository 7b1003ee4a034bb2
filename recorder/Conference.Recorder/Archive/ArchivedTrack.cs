using Conference.Rooms.Model;

namespace Conference.Recorder.Archive;

/// <summary>What became of a rendition in an archive.</summary>
/// <param name="Files">Each can be played by itself; more than one when the publisher's encoder changed its configuration. Names within the archive's folder.</param>
/// <param name="Missing">Segments that the playlist names and the store does not have.</param>
public sealed record ArchivedTrack(Rendition Rendition, IReadOnlyList<string> Files, IReadOnlyList<string> Missing);
