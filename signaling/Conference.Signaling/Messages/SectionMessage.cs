namespace Conference.Signaling.Messages;

/// <param name="Source">"microphone", "camera", "screen" or "screenAudio".</param>
public sealed record SectionMessage(string Mid, string Source);
