namespace Conference.Rooms.Model;

/// <summary>A bearer token that was handed out for a room's WHIP or WHEP: it is good while its row is there and its time has not come. The token itself is not kept.</summary>
public sealed class RoomToken
{
    /// <summary>Stands in the token ("jti").</summary>
    public Guid Id { get; init; }
    public Guid RoomId { get; init; }
    public RoomTokenUse Use { get; init; }
    /// <summary>Whom those inside see.</summary>
    public required string Name { get; init; }
    public ParticipantRole Role { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}
