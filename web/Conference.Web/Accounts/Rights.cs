using System.Security.Claims;
using Conference.Rooms.Model;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace Conference.Web.Accounts;

/// <summary>Who may do what with an account.</summary>
internal static class Rights
{
    public const string HoldLectures = "hold-lectures";
    public const string Administrate = "administrate";

    /// <summary>As <see cref="HoldLectures"/>, and for programs with the admin token.</summary>
    public const string MakeRooms = "make-rooms";

    /// <summary>Any account, and programs with the admin token; which rooms it may be is <see cref="MayManage"/>.</summary>
    public const string ManageRooms = "manage-rooms";

    public static void AddPolicies(AuthorizationOptions options)
    {
        options.AddPolicy(MakeRooms, policy => policy
            .AddAuthenticationSchemes(IdentityConstants.ApplicationScheme, AdminToken.SchemeName)
            .RequireAssertion(context => PersonClaims.Role(context.User) is PersonRole.Teacher or PersonRole.Administrator));
        options.AddPolicy(ManageRooms, policy => policy
            .AddAuthenticationSchemes(IdentityConstants.ApplicationScheme, AdminToken.SchemeName)
            .RequireAuthenticatedUser());
        options.AddPolicy(HoldLectures, policy => policy.RequireAssertion(
            context => PersonClaims.Role(context.User) is PersonRole.Teacher or PersonRole.Administrator));
        options.AddPolicy(Administrate, policy => policy.RequireAssertion(
            context => PersonClaims.Role(context.User) is PersonRole.Administrator));
    }

    /// <summary>Staff and administrators see every room and its recordings, a teacher own ones.</summary>
    public static bool SeesEverything(ClaimsPrincipal user) =>
        PersonClaims.Role(user) is PersonRole.Staff or PersonRole.Administrator;

    /// <summary>Null when the caller sees everything, else the person whose rooms these must be.</summary>
    public static Guid? OnlyOwner(ClaimsPrincipal user) => SeesEverything(user) ? null : PersonClaims.Id(user) ?? Guid.Empty;

    /// <summary>The settings of a room, and its recordings: its owner's and staff's. What others may see of recordings says <see cref="RecordingAccess"/>.</summary>
    public static bool MayManage(ClaimsPrincipal user, Guid ownerId) => SeesEverything(user) || PersonClaims.Id(user) == ownerId;
}
