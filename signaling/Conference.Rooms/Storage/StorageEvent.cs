namespace Conference.Rooms.Storage;

/// <summary>Something in the database changed, here or on another server. It says where to look; the row says what is true.</summary>
public abstract record StorageEvent;
