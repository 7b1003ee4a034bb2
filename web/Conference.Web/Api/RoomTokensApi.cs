using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Signaling.Joining;
using Conference.Web.Accounts;
using Conference.Web.Hosting;

namespace Conference.Web.Api;

/// <summary>Bearer tokens for WHIP and WHEP: stream keys.</summary>
internal static class RoomTokensApi
{
    private const int DefaultHours = 24;

    /// <summary>A year: an encoder that is built into a lecture hall is set up once. A token cannot be called back before its time.</summary>
    private const int MaxHours = 366 * 24;

    /// <summary>For the room's owner and for administrators.</summary>
    public static async Task<IResult> IssueAsync(
        string code, TokenBody body, HttpContext context, RoomStore rooms, JoinTokens tokens, PublicOrigin origin, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(code, cancellationToken) is not { } room) return ApiErrors.RoomGone;
        if (room.OwnerId != PersonClaims.Id(context.User) && PersonClaims.Role(context.User) is not PersonRole.Administrator) return ApiErrors.NotAllowed;
        if (Inputs.Line(body.Name, Inputs.MaxName) is not { } name) return ApiErrors.NameInvalid;
        if (body.Use is not ("whip" or "whep")) return ApiErrors.UseInvalid;
        if (body.Hours is < 1 or > MaxHours) return ApiErrors.HoursInvalid;
        // What is published for a room comes from its teacher unless told otherwise: camera, screen and sound, whatever the students' switches say.
        var publishes = body.Use == "whip";
        var role = body.Role ?? (publishes ? ParticipantRole.Teacher : ParticipantRole.Student);
        var lifetime = TimeSpan.FromHours(body.Hours ?? DefaultHours);
        var grant = new JoinGrant(room.Id, room.Code, role, name, PersonId: null, publishes ? TokenUse.Publish : TokenUse.Play);
        return TypedResults.Ok(new TokenView(
            tokens.Issue(grant, lifetime), $"{origin.Of(context.Request)}/{body.Use}/{room.Code}", time.GetUtcNow() + lifetime));
    }

    internal sealed record TokenBody(string? Use, string? Name, ParticipantRole? Role, int? Hours);

    private sealed record TokenView(string Token, string Url, DateTimeOffset ExpiresAt);
}
