namespace Conference.Sfu.Control;

/// <summary>What a participant may send. The SFU drops media beyond it (<c>DropReason.NotAllowed</c>), whatever the page shows.</summary>
[Flags]
public enum PublishRights
{
    None = 0,
    Microphone = 1,
    Camera = 2,
    /// <summary>The screen and the audio captured with it.</summary>
    Screen = 4,
    All = Microphone | Camera | Screen,
}
