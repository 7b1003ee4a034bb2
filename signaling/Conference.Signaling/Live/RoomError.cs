namespace Conference.Signaling.Live;

/// <summary>Why a call was refused. Each has one stable code on the wire (<see cref="RoomErrors.Code"/>); ../README.md lists them.</summary>
public enum RoomError
{
    JoinFirst,
    BadMessage,
    TokenInvalid,
    TokenExpired,

    /// <summary>The token was good and has been withdrawn.</summary>
    TokenWithdrawn,
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
    RecordingPaused,
    RecordingNotPaused,

    /// <summary>The room's lectures are not recorded.</summary>
    RecordingOff,
    ServerStopping,

    /// <summary>A player came to a room where nothing is published that it could take.</summary>
    NothingToPlay,

    /// <summary>A player asks for a track that is not there.</summary>
    TrackGone,

    /// <summary>The session of a publisher or player by HTTP is over, or never was.</summary>
    SessionGone,

    /// <summary>An ICE fragment is meant for an earlier ICE session.</summary>
    StaleIceSession,
    Internal,
}
