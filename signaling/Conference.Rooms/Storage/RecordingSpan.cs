using Conference.Rooms.Model;

namespace Conference.Rooms.Storage;

/// <summary>The time that a recording covers, and who may see it.</summary>
/// <param name="StartedAt">Null while no media is kept.</param>
/// <param name="EndedAt">Null while it is recorded.</param>
public sealed record RecordingSpan(Guid LectureId, RecordingGuard Guard, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt)
{
    /// <summary>In order.</summary>
    public IReadOnlyList<RecordingPause> Pauses => Timeline?.Pauses ?? [];

    private RecordingTimeline? Timeline { get; init; }

    /// <param name="recording">With its Lecture, Room and Parts.</param>
    public static RecordingSpan Of(Recording recording)
    {
        var timeline = recording.StartedAt is { } start ? RecordingTimeline.Of(start, recording.Parts) : null;
        return new RecordingSpan(recording.LectureId, RecordingGuard.Of(recording), recording.StartedAt, EndOf(recording, timeline)) { Timeline = timeline };
    }

    /// <summary>Milliseconds from the recording's start; null for what happened before or after it, or in a pause: that is nobody's to see here.</summary>
    public long? Place(DateTimeOffset moment) => EndedAt is { } end && moment > end ? null : Timeline?.Place(moment);

    private static DateTimeOffset? EndOf(Recording recording, RecordingTimeline? timeline) => recording.State is RecordingState.Ready or RecordingState.Failed
        ? timeline?.MomentAt(recording.DurationMilliseconds)
        : recording.StopRequestedAt;
}
