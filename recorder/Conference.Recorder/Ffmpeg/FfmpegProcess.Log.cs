using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Ffmpeg;

internal sealed partial class FfmpegProcess
{
    [LoggerMessage(1, LogLevel.Warning, "ffmpeg {ProcessId}: {Line}")]
    private partial void LogLine(int processId, string line);

    [LoggerMessage(2, LogLevel.Warning, "ffmpeg {ProcessId} says more, which is not logged")]
    private partial void LogSilenced(int processId);
}
