namespace Conference.Recorder.Importing;

/// <summary>
/// How files that come from outside are opened. A playlist that calls itself .mp4 would have ffmpeg read other files of this machine, or of its network, so only
/// containers that hold their media themselves are allowed, and only this file.
/// </summary>
internal static class MediaInput
{
    private const string Containers = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,asf,flv,ogg";

    /// <summary>Arguments of ffmpeg and ffprobe alike, the file's among them.</summary>
    public static IEnumerable<string> Arguments(string path) => ["-protocol_whitelist", "file", "-format_whitelist", Containers, "-i", path];
}
