using Conference.Rooms.Model;

namespace Conference.Rooms.Storage;

/// <summary>A line of the recordings page.</summary>
/// <param name="Recording">With its Lecture, Room and owner, without Parts.</param>
/// <param name="PreviewId">Of the file of pictures that a job has made of it; null while there is none.</param>
public sealed record RecordingListing(Recording Recording, bool HasCamera, bool HasScreen, Guid? PreviewId);
