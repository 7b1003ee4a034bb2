namespace Conference.Recorder.Tests.Crashes;

/// <summary>What is killed (kill -9) in the middle of a recording.</summary>
internal enum Fault
{
    /// <summary>The process that receives and records.</summary>
    Server,
    Ffmpeg,

    /// <summary>The gateway of the S3 server.</summary>
    Store,
    Database,

    /// <summary>The database, and a little later the process that receives and records.</summary>
    DatabaseThenServer,
}
