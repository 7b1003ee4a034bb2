namespace Conference.Rooms.Model;

/// <summary>What a <see cref="RoomToken"/> is good for.</summary>
public enum RoomTokenUse
{
    /// <summary>Publishing (RFC 9725).</summary>
    Whip,

    /// <summary>Playing.</summary>
    Whep,
}
