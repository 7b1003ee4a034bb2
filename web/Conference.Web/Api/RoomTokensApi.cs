using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Signaling.Joining;
using Conference.Signaling.Live;
using Conference.Web.Accounts;
using Conference.Web.Hosting;

namespace Conference.Web.Api;

/// <summary>Bearer tokens for WHIP and WHEP: stream keys, which their room's owner and administrators hand out and withdraw.</summary>
internal static class RoomTokensApi
{
    private const int DefaultHours = 24;

    /// <summary>A year: an encoder that is built into a lecture hall is set up once.</summary>
    private const int MaxHours = 366 * 24;

    public static void MapRoomTokens(this IEndpointRouteBuilder api)
    {
        api.MapGet("/rooms/{code}/tokens", ListAsync).RequireAuthorization(Rights.MakeRooms);
        api.MapPost("/rooms/{code}/tokens", IssueAsync).RequireAuthorization(Rights.MakeRooms);
        api.MapDelete("/rooms/{code}/tokens/{id:guid}", WithdrawAsync).RequireAuthorization(Rights.MakeRooms);
    }

    private static async Task<IResult> IssueAsync(
        string code, TokenBody body, HttpContext context, RoomStore rooms, RoomTokenStore issued, JoinTokens tokens, PublicOrigin origin,
        CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(code, cancellationToken) is not { } room) return ApiErrors.RoomGone;
        if (!MayManage(context, room)) return ApiErrors.NotAllowed;
        if (Inputs.Line(body.Name, Inputs.MaxName) is not { } name) return ApiErrors.NameInvalid;
        if (body.Use is not ("whip" or "whep")) return ApiErrors.UseInvalid;
        if (body.Hours is < 1 or > MaxHours) return ApiErrors.HoursInvalid;
        // What is published for a room comes from its teacher unless told otherwise: camera, screen and sound, whatever the students' switches say.
        var publishes = body.Use == "whip";
        var role = body.Role ?? (publishes ? ParticipantRole.Teacher : ParticipantRole.Student);
        var lifetime = TimeSpan.FromHours(body.Hours ?? DefaultHours);
        var row = await issued.CreateAsync(room.Id, publishes ? RoomTokenUse.Whip : RoomTokenUse.Whep, name, role, lifetime, cancellationToken);
        var grant = new JoinGrant(room.Id, room.Code, role, name, PersonId: null, publishes ? TokenUse.Publish : TokenUse.Play, row.Id);
        return TypedResults.Ok(new TokenView(row.Id, tokens.Issue(grant, lifetime), $"{origin.Of(context.Request)}/{body.Use}/{room.Code}", row.ExpiresAt));
    }

    private static async Task<IResult> ListAsync(
        string code, HttpContext context, RoomStore rooms, RoomTokenStore issued, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(code, cancellationToken) is not { } room) return ApiErrors.RoomGone;
        if (!MayManage(context, room)) return ApiErrors.NotAllowed;
        return TypedResults.Ok((await issued.ListAsync(room.Id, cancellationToken))
            .Select(token => new RowView(token.Id, token.Use, token.Name, token.Role, token.CreatedAt, token.ExpiresAt)));
    }

    /// <summary>The token is good no longer, and whoever is inside by it is not.</summary>
    private static async Task<IResult> WithdrawAsync(
        string code, Guid id, HttpContext context, RoomStore rooms, RoomTokenStore issued, MediaSessions sessions, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(code, cancellationToken) is not { } room) return ApiErrors.RoomGone;
        if (!MayManage(context, room)) return ApiErrors.NotAllowed;
        if (!await issued.RemoveAsync(room.Id, id, cancellationToken)) return ApiErrors.TokenGone;
        await sessions.EndAllAsync(id);
        return TypedResults.NoContent();
    }

    private static bool MayManage(HttpContext context, Room room) =>
        room.OwnerId == PersonClaims.Id(context.User) || PersonClaims.Role(context.User) is PersonRole.Administrator;

    internal sealed record TokenBody(string? Use, string? Name, ParticipantRole? Role, int? Hours);

    private sealed record TokenView(Guid Id, string Token, string Url, DateTimeOffset ExpiresAt);

    private sealed record RowView(Guid Id, RoomTokenUse Use, string Name, ParticipantRole Role, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);
}
