namespace Conference.Recorder.Ffmpeg;

/// <summary>ffmpeg could not be started, ended with an error, or wrote what is no fragmented MP4.</summary>
internal sealed class FfmpegException(string message, Exception? inner = null) : Exception(message, inner);
