using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Live;

internal sealed partial class ParticipantLink
{
    [LoggerMessage(2011, LogLevel.Warning, "Connection {ConnectionId} reads too slowly and was cut off; its page will come back.")]
    private partial void LogTooSlow(string connectionId);

    [LoggerMessage(2012, LogLevel.Debug, "An event could not be sent to connection {ConnectionId}.")]
    private partial void LogSendFailed(string connectionId, Exception exception);

    [LoggerMessage(2013, LogLevel.Debug, "Connection {ConnectionId} never joined and was closed.")]
    private partial void LogNeverJoined(string connectionId);
}
