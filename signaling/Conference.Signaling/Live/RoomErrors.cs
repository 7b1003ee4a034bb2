using Conference.Sfu.Control;

namespace Conference.Signaling.Live;

/// <summary>The wire codes of <see cref="RoomError"/>, and what the SFU's refusals are called there.</summary>
public static class RoomErrors
{
    public static string Code(this RoomError error) => error switch
    {
        RoomError.JoinFirst => "join-first",
        RoomError.BadMessage => "bad-message",
        RoomError.TokenInvalid => "token-invalid",
        RoomError.TokenExpired => "token-expired",
        RoomError.TokenWithdrawn => "token-withdrawn",
        RoomError.RoomGone => "room-gone",
        RoomError.RoomFull => "room-full",
        RoomError.NotAllowed => "not-allowed",
        RoomError.LectureEnded => "lecture-ended",
        RoomError.BadDescription => "bad-description",
        RoomError.NoCommonCodec => "no-common-codec",
        RoomError.StaleAnswer => "stale-answer",
        RoomError.TooManyTracks => "too-many-tracks",
        RoomError.ChatEmpty => "chat-empty",
        RoomError.ChatTooLong => "chat-too-long",
        RoomError.ChatFull => "chat-full",
        RoomError.TooFast => "too-fast",
        RoomError.RecordingRunning => "recording-running",
        RoomError.RecordingNotRunning => "recording-not-running",
        RoomError.RecordingPaused => "recording-paused",
        RoomError.RecordingNotPaused => "recording-not-paused",
        RoomError.RecordingOff => "recording-off",
        RoomError.ServerStopping => "server-stopping",
        RoomError.NothingToPlay => "nothing-to-play",
        RoomError.TrackGone => "track-gone",
        RoomError.SessionGone => "session-gone",
        RoomError.StaleIceSession => "stale-ice-session",
        _ => "internal",
    };

    internal static RoomError Of(SfuError error) => error switch
    {
        // The SFU ends a room only when its lecture ends; a participant it does not know has just been removed.
        SfuError.UnknownRoom => RoomError.LectureEnded,
        SfuError.UnknownParticipant => RoomError.JoinFirst,
        SfuError.BadDescription => RoomError.BadDescription,
        SfuError.NoCommonCodec => RoomError.NoCommonCodec,
        SfuError.StaleAnswer => RoomError.StaleAnswer,
        SfuError.NotAllowed => RoomError.NotAllowed,
        SfuError.TooManyTracks => RoomError.TooManyTracks,
        SfuError.Stopped => RoomError.ServerStopping,
        SfuError.NothingToPlay => RoomError.NothingToPlay,
        SfuError.UnknownTrack => RoomError.TrackGone,
        SfuError.UnknownTransport => RoomError.SessionGone,
        SfuError.StaleIceSession => RoomError.StaleIceSession,
        _ => RoomError.Internal,
    };
}
