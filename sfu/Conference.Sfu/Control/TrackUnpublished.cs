namespace Conference.Sfu.Control;

public sealed record TrackUnpublished(RoomId Room, TrackInfo Track) : SfuEvent(Room);
