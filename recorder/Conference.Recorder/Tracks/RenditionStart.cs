using Conference.Rooms.Model;

namespace Conference.Recorder.Tracks;

/// <summary>
/// Begins a rendition whose first frame has that time (microseconds on the receive clock), or at the Part's start if that is later; the Part runs it to its
/// end. Null when the spool has no room for renditions of that kind.
/// </summary>
internal delegate FrameLog? RenditionStart(RenditionKind kind, RenditionFormat format, Guid? participant, long at);
