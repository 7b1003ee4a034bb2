using Microsoft.Extensions.Logging;

namespace Conference.Recorder.Composing;

internal static partial class ComposingLog
{
    [LoggerMessage(1, LogLevel.Warning, "A picture cannot be decoded, or has nothing to show, and is left out of the video from {From} ms on: {Reason}")]
    public static partial void LogUndecodable(this ILogger logger, long from, string reason);
}
