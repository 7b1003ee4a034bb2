namespace Conference.Rooms.Model;

/// <summary>A one-time link that makes an account. Only the SHA-256 of its token is stored.</summary>
public sealed class Invitation
{
    public Guid Id { get; init; }
    public required byte[] TokenHash { get; init; }
    public PersonRole Role { get; init; }
    /// <summary>Null for the first administrator's own link, which the server makes at its first start.</summary>
    public Guid? CreatedById { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public Guid? AcceptedById { get; set; }
    public DateTimeOffset? AcceptedAt { get; set; }
}
