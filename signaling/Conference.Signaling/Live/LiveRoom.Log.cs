using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Live;

internal sealed partial class LiveRoom
{
    [LoggerMessage(2041, LogLevel.Information, "Room {Code}: lecture {LectureId} is open.")]
    private partial void LogOpened(string code, Guid lectureId);

    [LoggerMessage(2042, LogLevel.Information, "Room {Code}: lecture {LectureId} has ended.")]
    private partial void LogEnded(string code, Guid lectureId);
}
