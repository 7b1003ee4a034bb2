namespace Conference.Sfu.Control;

/// <summary>Who speaks now, loudest first; raised when the list changes, at most every 300 ms. Empty means silence.</summary>
public sealed record ActiveSpeakers(RoomId Room, IReadOnlyList<ParticipantId> Participants) : SfuEvent(Room);
