namespace Conference.Sfu.Control;

/// <summary>What the SFU tells the floor above; plain data, in the order it happened within a room.</summary>
public abstract record SfuEvent(RoomId Room);
