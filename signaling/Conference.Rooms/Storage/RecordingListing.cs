using Conference.Rooms.Model;

namespace Conference.Rooms.Storage;

/// <summary>A line of the recordings page.</summary>
/// <param name="Recording">With its Lecture, Room and owner, without Parts.</param>
public sealed record RecordingListing(Recording Recording, bool HasCamera, bool HasScreen);
