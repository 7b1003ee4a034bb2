namespace Conference.Rooms.Model;

/// <summary>A place for lectures, with a lasting link.</summary>
public sealed class Room
{
    public Guid Id { get; init; }
    /// <summary>The unguessable part of the link: 12 characters of a-z2-9.</summary>
    public required string Code { get; init; }
    public required string Title { get; set; }
    public Guid OwnerId { get; init; }
    public Person? Owner { get; init; }
    public bool StudentsMaySpeak { get; set; } = true;
    public bool StudentsMayShowCamera { get; set; } = true;
    public RecordingMode RecordingMode { get; set; } = RecordingMode.Manual;
    public RecordingAudience RecordingAudience { get; set; }
    /// <summary>See <see cref="RecordingPolicy.KeptDays"/>.</summary>
    public int? RecordingKeptDays { get; set; }
    /// <summary>When the days were last set: what is older then is still announced for a while before it is deleted.</summary>
    public DateTimeOffset? RecordingKeptDaysAt { get; set; }
    public bool RecordingMayBeDownloaded { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The four settings above together.</summary>
    public RecordingPolicy RecordingPolicy => new(RecordingMode, RecordingAudience, RecordingKeptDays, RecordingMayBeDownloaded);
}
