using Conference.Rooms.Storage;

namespace Conference.Signaling.Live;

/// <summary>The tables that a live room reads and writes.</summary>
internal sealed record RoomStores(RoomStore Rooms, LectureStore Lectures, ChatStore Chat, ChapterStore Chapters, RecordingStore Recordings);
