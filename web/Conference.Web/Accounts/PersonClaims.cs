using System.Security.Claims;
using Conference.Rooms.Model;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Conference.Web.Accounts;

/// <summary>What the cookie says of a person: id, name and role.</summary>
internal sealed class PersonClaims(UserManager<Person> people, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<Person>(people, options)
{
    private const string RoleClaim = "conference:role";
    private const string NameClaim = "conference:name";

    public static ClaimsPrincipal Principal(Guid id, string name, PersonRole role, string scheme) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, id.ToString()), new Claim(NameClaim, name), new Claim(RoleClaim, role.ToString())], scheme));

    public static Guid? Id(ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    public static string? Name(ClaimsPrincipal user) => user.FindFirstValue(NameClaim);

    public static PersonRole? Role(ClaimsPrincipal user) =>
        Enum.TryParse<PersonRole>(user.FindFirstValue(RoleClaim), out var role) ? role : null;

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Person user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(RoleClaim, user.Role.ToString()));
        identity.AddClaim(new Claim(NameClaim, user.Name));
        return identity;
    }
}
