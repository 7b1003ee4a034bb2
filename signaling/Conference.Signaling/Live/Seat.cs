namespace Conference.Signaling.Live;

/// <summary>Which participant of which room a connection speaks for.</summary>
internal sealed record Seat(LiveRoom Room, Participant Participant);
