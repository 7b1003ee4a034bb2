using Conference.Signaling.Messages;

namespace Conference.Signaling;

/// <summary>What the server may say to a browser in the room. The wire contract is in ../README.md.</summary>
public interface ILectureClient
{
    Task ParticipantJoined(ParticipantView participant);
    /// <summary>Name, microphone or camera state, rights, connection: the whole view again.</summary>
    Task ParticipantChanged(ParticipantView participant);
    Task ParticipantLeft(Guid participantId);
    /// <summary>To be answered by the hub method Answer.</summary>
    Task Offer(SubscribeOfferMessage offer);
    /// <summary>Offer again on the present publish peer connection: the room's codec changed.</summary>
    Task PublishAgain();
    /// <summary>The caller's transport was closed by the server; the page makes a new one (Publish, or Resubscribe) unless the reason is "left" or "replaced".</summary>
    Task TransportClosed(TransportClosedMessage message);
    Task ChatMessage(ChatView message);
    Task RoomChanged(RoomView room);
    /// <summary>The caller's own rights, after a switch was turned.</summary>
    Task RightsChanged(RightsView rights);
    Task RecordingChanged(RecordingView recording);
    /// <summary>Loudest first; empty is silence.</summary>
    Task ActiveSpeakers(IReadOnlyList<Guid> participantIds);
    /// <summary>The lecture is over for everybody; the connection closes after this.</summary>
    Task LectureEnded();
    /// <summary>This connection's place was taken by another tab or a reload of the same person.</summary>
    Task Replaced();
}
