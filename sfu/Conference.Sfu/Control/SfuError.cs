namespace Conference.Sfu.Control;

public enum SfuError
{
    UnknownRoom,
    UnknownParticipant,
    /// <summary>The SDP cannot be parsed or breaks a rule; the message names the line.</summary>
    BadDescription,
    /// <summary>A sending section has no codec that the server and every participant share.</summary>
    NoCommonCodec,
    /// <summary>The answer is to no outstanding offer (a newer one has replaced it).</summary>
    StaleAnswer,
    /// <summary>The section's source is beyond the participant's rights.</summary>
    NotAllowed,
    TooManyTracks,
    /// <summary>A player asks for a track that is not there.</summary>
    UnknownTrack,
    /// <summary>The room has no track that one of a player's sections could take.</summary>
    NothingToPlay,
    /// <summary>The participant has no such transport.</summary>
    UnknownTransport,
    /// <summary>An ICE patch is meant for an earlier ICE session.</summary>
    StaleIceSession,
    Stopped,
}
