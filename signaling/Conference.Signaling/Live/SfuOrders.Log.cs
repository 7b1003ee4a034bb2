using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Live;

internal sealed partial class SfuOrders
{
    [LoggerMessage(2043, LogLevel.Warning, "Room {Code}: the SFU refused an order.")]
    private partial void LogSfuRefused(string code, Exception exception);
}
