namespace Conference.Rooms.Model;

/// <summary>What a running recording leaves out because its recorder's disk fills up, each with all before it.</summary>
public enum RecordingWarning
{
    /// <summary>Single voices; the mix has them.</summary>
    NoVoices,
    NoCameras,
    /// <summary>Neither cameras nor screens.</summary>
    SoundAlone,
}
