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
    Stopped,
}
