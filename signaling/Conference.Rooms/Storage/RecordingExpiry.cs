using Conference.Rooms.Model;

namespace Conference.Rooms.Storage;

/// <summary>When recordings are deleted for good.</summary>
public static class RecordingExpiry
{
    /// <summary>How long somebody who deleted one can take that back.</summary>
    public static readonly TimeSpan Trash = TimeSpan.FromDays(7);

    /// <summary>Owner and staff are told so long before: also when a room's days are set while it has older recordings.</summary>
    public static readonly TimeSpan Warning = TimeSpan.FromDays(7);

    /// <summary>When it will be deleted for good; null when it is kept, or not done yet.</summary>
    /// <param name="recording">With its Lecture and Room.</param>
    public static DateTimeOffset? Of(Recording recording)
    {
        if (recording.DeletedAt is { } deleted) return deleted + Trash;
        var room = recording.Lecture!.Room!;
        if (recording.IsKept || room.RecordingKeptDays is not { } days || recording.State is not (RecordingState.Ready or RecordingState.Failed)) return null;
        var due = (recording.EndedAt ?? recording.RequestedAt).AddDays(days);
        return room.RecordingKeptDaysAt + Warning is { } earliest && earliest > due ? earliest : due;
    }
}
