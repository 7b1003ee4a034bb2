namespace Conference.Recorder.Importing;

/// <summary>A stream of a file, as ffprobe tells it.</summary>
/// <param name="Index">Within the file.</param>
/// <param name="Codec">ffmpeg's name, "h264".</param>
/// <param name="PixelFormat">ffmpeg's name, "yuv420p"; null of sound.</param>
/// <param name="StartSeconds">Of its first frame, on the file's own clock.</param>
/// <param name="IsRotated">A player would have to turn it.</param>
internal sealed record ProbedStream(int Index, string Codec, string? PixelFormat, int Width, int Height, double StartSeconds, bool IsRotated);
