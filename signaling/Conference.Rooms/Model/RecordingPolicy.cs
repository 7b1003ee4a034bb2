namespace Conference.Rooms.Model;

/// <summary>How a room's lectures are recorded, and what becomes of the recordings.</summary>
/// <param name="KeptDays">So long after its end a recording is deleted, 1 to <see cref="MaxKeptDays"/>; null keeps it for good.</param>
/// <param name="MayBeDownloaded">Whoever may see a recording may also take it along; its owner and staff always may.</param>
public sealed record RecordingPolicy(RecordingMode Mode, RecordingAudience Audience, int? KeptDays, bool MayBeDownloaded)
{
    /// <summary>Ten years: more is for good.</summary>
    public const int MaxKeptDays = 3650;
}
