namespace Conference.Sfu.Control;

/// <summary>What a track shows or carries; W3C calls the screen's pair "display capture".</summary>
public enum TrackSource
{
    Microphone,
    Camera,
    Screen,
    ScreenAudio,
}
