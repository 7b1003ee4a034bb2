namespace Conference.Sfu.Control;

/// <summary>Asks a publisher for a new offer on its present peer connection, because the room's codec changed (a newcomer cannot receive the old one).</summary>
public sealed record PublishAgain(RoomId Room, ParticipantId Participant) : SfuEvent(Room);
