namespace Conference.Signaling.Messages;

/// <summary>What the caller has switched on, for the roster. A microphone that is off keeps its track and sends silence.</summary>
public sealed record MediaStateMessage(bool MicrophoneOn, bool CameraOn, bool ScreenOn);
