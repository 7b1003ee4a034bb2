using Conference.Rooms.Model;

namespace Conference.Rooms.Storage;

/// <summary>The time that a recording covers, and whose it is.</summary>
/// <param name="OwnerId">The owner of the room.</param>
/// <param name="StartedAt">Null while no media is kept.</param>
/// <param name="EndedAt">Null while it is recorded.</param>
public sealed record RecordingSpan(Guid LectureId, Guid OwnerId, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt)
{
    public static RecordingSpan Of(Recording recording) => new(
        recording.LectureId, recording.Lecture!.Room!.OwnerId, recording.StartedAt, EndOf(recording));

    /// <summary>Milliseconds from the recording's start; null for what happened before or after it: that is nobody's to see here.</summary>
    public long? Place(DateTimeOffset moment) =>
        StartedAt is { } start && moment >= start && (EndedAt is not { } end || moment <= end) ? (long)(moment - start).TotalMilliseconds : null;

    private static DateTimeOffset? EndOf(Recording recording) => recording.State is RecordingState.Ready or RecordingState.Failed
        ? recording.StartedAt?.AddMilliseconds(recording.DurationMilliseconds)
        : recording.StopRequestedAt;
}
