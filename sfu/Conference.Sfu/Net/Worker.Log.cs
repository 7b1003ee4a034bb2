using Microsoft.Extensions.Logging;

namespace Conference.Sfu.Net;

internal sealed partial class Worker
{
    [LoggerMessage(1001, LogLevel.Error, "A transport ({Ufrag}) broke an invariant and was closed")]
    private partial void LogTransportFault(Exception fault, string ufrag);

    [LoggerMessage(1002, LogLevel.Error, "Room {Room} broke an invariant and was closed")]
    private partial void LogRoomFault(Exception fault, Guid room);

    [LoggerMessage(1003, LogLevel.Error, "A command broke an invariant")]
    private partial void LogCommandFault(Exception fault);

    [LoggerMessage(1006, LogLevel.Warning, "The kernel refuses UDP segmentation offload on port {Port}: packets leave one by one, at three times the cost")]
    private partial void LogSegmentationOff(int port);
}
