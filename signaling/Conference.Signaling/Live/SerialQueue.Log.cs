using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Live;

internal sealed partial class SerialQueue
{
    [LoggerMessage(2001, LogLevel.Error, "A command of a room failed; the room goes on.")]
    private partial void LogWorkFailed(Exception exception);
}
