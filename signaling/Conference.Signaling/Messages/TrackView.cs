namespace Conference.Signaling.Messages;

/// <param name="Source">"microphone", "camera", "screen" or "screenAudio".</param>
public sealed record TrackView(string Mid, Guid TrackId, Guid ParticipantId, string Source);
