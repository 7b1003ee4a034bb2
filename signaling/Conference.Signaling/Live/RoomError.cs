namespace Conference.Signaling.Live;

/// <summary>Why a call was refused. Each has one stable code on the wire (<see cref="RoomErrors.Code"/>); ../README.md lists them.</summary>
public enum RoomError
{
    JoinFirst,
    BadMessage,
    TokenInvalid,
    TokenExpired,
    RoomGone,
    RoomFull,
    NotAllowed,
    LectureEnded,
    BadDescription,
    NoCommonCodec,
    StaleAnswer,
    TooManyTracks,
    ChatEmpty,
    ChatTooLong,
    ChatFull,
    TooFast,
    RecordingRunning,
    RecordingNotRunning,
    ServerStopping,
    Internal,
}
