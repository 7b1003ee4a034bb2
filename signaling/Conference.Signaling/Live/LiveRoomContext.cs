using Conference.Sfu.Control;
using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Live;

/// <summary>What every live room of this server shares.</summary>
/// <param name="Opened">A room has its lecture: events of that SFU room and recording belong to it.</param>
/// <param name="Closed">A room is over, and the database knows; told with the resume keys of everybody who was inside.</param>
/// <param name="SessionEnded">A participant without a hub connection has left.</param>
/// <param name="Stopping">Cancelled when the server will not wait any longer.</param>
internal sealed record LiveRoomContext(
    SignalingOptions Options,
    RoomStores Stores,
    ISfu Sfu,
    TimeProvider Time,
    SignalingMetrics Metrics,
    ILoggerFactory Loggers,
    Action<Guid, LiveRoom> Opened,
    Action<LiveRoom, IReadOnlyCollection<string>> Closed,
    Action<MediaSession> SessionEnded,
    CancellationToken Stopping);
