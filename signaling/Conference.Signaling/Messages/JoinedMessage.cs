namespace Conference.Signaling.Messages;

/// <param name="ResumeKey">Secret of this participant; the page keeps it in sessionStorage and sends it when it joins again.</param>
/// <param name="Roster">Everybody inside, the caller included.</param>
/// <param name="Chat">The whole chat of the lecture so far, in order.</param>
/// <param name="IceServers">For RTCConfiguration.iceServers; empty while no TURN server is configured.</param>
public sealed record JoinedMessage(
    Guid ParticipantId,
    string ResumeKey,
    RoomView Room,
    RightsView Rights,
    IReadOnlyList<ParticipantView> Roster,
    IReadOnlyList<ChatView> Chat,
    RecordingView Recording,
    IReadOnlyList<IceServerView> IceServers)
{
    /// <summary>Called when this answer stands in the connection's send buffer: from then on events may follow it.</summary>
    internal Action? Written { get; init; }
}
