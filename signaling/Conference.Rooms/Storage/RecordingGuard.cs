using Conference.Rooms.Model;

namespace Conference.Rooms.Storage;

/// <summary>What every reader of a recording is checked against: whose it is, and whom its room lets see it.</summary>
/// <param name="OwnerId">The owner of the room.</param>
/// <param name="MayBeDownloaded">By whoever may see it.</param>
/// <param name="ShareCode">See <see cref="Recording.ShareCode"/>.</param>
public sealed record RecordingGuard(Guid RecordingId, Guid RoomId, Guid OwnerId, RecordingAudience Audience, bool MayBeDownloaded, string? ShareCode)
{
    /// <summary>It is in the trash: only those who may edit it see it.</summary>
    public bool IsDeleted { get; init; }

    /// <param name="recording">With its Lecture and Room.</param>
    public static RecordingGuard Of(Recording recording)
    {
        var room = recording.Lecture!.Room!;
        return new RecordingGuard(recording.Id, room.Id, room.OwnerId, room.RecordingAudience, room.RecordingMayBeDownloaded, recording.ShareCode) { IsDeleted = recording.DeletedAt is not null };
    }
}
