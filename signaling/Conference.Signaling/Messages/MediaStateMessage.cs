using System.Text.Json.Serialization;

namespace Conference.Signaling.Messages;

/// <summary>What the caller has switched on, for the roster. A microphone that is off keeps its track and sends silence.</summary>
public sealed record MediaStateMessage(
    [property: JsonRequired] bool MicrophoneOn, [property: JsonRequired] bool CameraOn, [property: JsonRequired] bool ScreenOn);
