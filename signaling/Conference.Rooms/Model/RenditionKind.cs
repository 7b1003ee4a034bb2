namespace Conference.Rooms.Model;

public enum RenditionKind
{
    /// <summary>Everybody's voices together; spans the whole Part. The replay page plays this one.</summary>
    Mix,
    /// <summary>One participant's voice, kept for later use.</summary>
    Voice,
    Camera,
    Screen,
    ScreenAudio,
}
