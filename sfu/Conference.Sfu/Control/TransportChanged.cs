namespace Conference.Sfu.Control;

/// <param name="Reason">Empty unless closed: "consent-lost", "dtls-alert", "dtls-failed", "left", "replaced", "fault".</param>
public sealed record TransportChanged(
    RoomId Room, ParticipantId Participant, TransportKind Kind, TransportState State, string Reason) : SfuEvent(Room);
