using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Live;

public sealed partial class RoomService
{
    [LoggerMessage(2051, LogLevel.Error, "Lectures that an earlier process left open could not be taken up again.")]
    private partial void LogNotAdopted(Exception exception);
}
