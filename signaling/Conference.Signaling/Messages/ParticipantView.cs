namespace Conference.Signaling.Messages;

/// <param name="Role">"teacher" or "student".</param>
/// <param name="MicrophoneOn">The participant has its microphone on and may speak.</param>
/// <param name="Connection">"connected", or "reconnecting" while its place is kept after a lost connection.</param>
public sealed record ParticipantView(
    Guid Id, string Name, string Role, bool MicrophoneOn, bool CameraOn, bool ScreenOn, string Connection);
