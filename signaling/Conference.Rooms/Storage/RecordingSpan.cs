using Conference.Rooms.Model;

namespace Conference.Rooms.Storage;

/// <summary>The time that a recording covers, and who may see it.</summary>
/// <param name="StartedAt">Null while no media is kept.</param>
/// <param name="EndedAt">Null while it is recorded.</param>
public sealed record RecordingSpan(Guid LectureId, RecordingGuard Guard, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt)
{
    public static RecordingSpan Of(Recording recording) => new(
        recording.LectureId, RecordingGuard.Of(recording), recording.StartedAt, EndOf(recording));

    /// <summary>Milliseconds from the recording's start; null for what happened before or after it: that is nobody's to see here.</summary>
    public long? Place(DateTimeOffset moment) =>
        StartedAt is { } start && moment >= start && (EndedAt is not { } end || moment <= end) ? (long)(moment - start).TotalMilliseconds : null;

    private static DateTimeOffset? EndOf(Recording recording) => recording.State is RecordingState.Ready or RecordingState.Failed
        ? recording.StartedAt?.AddMilliseconds(recording.DurationMilliseconds)
        : recording.StopRequestedAt;
}
