using Microsoft.AspNetCore.Identity;

namespace Conference.Rooms.Model;

/// <summary>An account. The e-mail address is the sign-in name.</summary>
public sealed class Person : IdentityUser<Guid>
{
    public required string Name { get; set; }
    public PersonRole Role { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}
