using Conference.Recorder.Packaging;
using Conference.Rooms.Model;

namespace Conference.Recorder.Tracks;

/// <summary>Begins a rendition whose first frame has that time (microseconds on the receive clock); the Part runs it to its end.</summary>
internal delegate RenditionRecorder RenditionStart(RenditionKind kind, RenditionFormat format, Guid? participant, long at);
