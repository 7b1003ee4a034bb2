namespace Conference.Sfu.Control;

public sealed record TrackPublished(RoomId Room, TrackInfo Track) : SfuEvent(Room);
