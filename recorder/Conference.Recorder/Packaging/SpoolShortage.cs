namespace Conference.Recorder.Packaging;

/// <summary>What is left out because the spool's disk fills up, each with all before it.</summary>
internal enum SpoolShortage
{
    None,
    NoVoices,
    NoCameras,
    SoundAlone,
}
