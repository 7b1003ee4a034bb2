using System.Security.Claims;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Signaling;
using Conference.Signaling.Joining;
using Conference.Signaling.Live;
using Conference.Web.Accounts;
using Conference.Web.Hosting;

namespace Conference.Web.Api;

/// <summary>Rooms, and the way in.</summary>
internal static class RoomsApi
{
    public static void MapRooms(this IEndpointRouteBuilder api)
    {
        api.MapGet("/rooms", ListAsync).RequireAuthorization();
        api.MapPost("/rooms", CreateAsync).RequireAuthorization(Rights.MakeRooms);
        api.MapGet("/rooms/{code}", ShowAsync).RequireRateLimiting(RateLimits.Door);
        api.MapPost("/rooms/{code}/join", JoinAsync).RequireRateLimiting(RateLimits.Join);
        api.MapRoomTokens();
        api.MapRoomRecording();
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, RoomStore rooms, RoomService live, PublicOrigin origin, CancellationToken cancellationToken) =>
        TypedResults.Ok((await rooms.ListAsync(Rights.OnlyOwner(context.User), cancellationToken))
            .Select(room => Row(room, live, origin.Of(context.Request))));

    private static async Task<IResult> CreateAsync(
        CreateBody body, HttpContext context, RoomStore rooms, RoomService live, PublicOrigin origin, ServicePerson service, CancellationToken cancellationToken)
    {
        if (Inputs.Line(body.Title, Inputs.MaxTitle) is not { } title) return ApiErrors.TitleInvalid;
        var owner = PersonClaims.Id(context.User)!.Value;
        if (owner == ServicePerson.Id) await service.EnsureAsync(cancellationToken);
        var room = await rooms.CreateAsync(owner, title, cancellationToken);
        return TypedResults.Ok(Row(room, live, origin.Of(context.Request)));
    }

    private static async Task<IResult> ShowAsync(
        string code, HttpContext context, RoomStore rooms, RoomService live, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(code, cancellationToken) is not { } room) return ApiErrors.RoomGone;
        var participants = live.LiveCount(code);
        return TypedResults.Ok(new DoorView(room.Code, room.Title, room.Owner!.Name, participants > 0, participants, RoleOf(context.User, room), NoticeOf(room, live)));
    }

    private static async Task<IResult> JoinAsync(
        string code, JoinBody body, HttpContext context, RoomStore rooms, JoinTokens tokens, VisitedRooms visited, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(code, cancellationToken) is not { } room) return ApiErrors.RoomGone;
        var wished = string.IsNullOrWhiteSpace(body.Name) ? PersonClaims.Name(context.User) : body.Name;
        if (Inputs.Line(wished, Inputs.MaxName) is not { } name) return ApiErrors.NameInvalid;
        var grant = new JoinGrant(room.Id, room.Code, RoleOf(context.User, room), name, PersonClaims.Id(context.User));
        visited.Add(context, room.Id);
        return TypedResults.Ok(new TicketView(tokens.Issue(grant), SignalingOptions.HubPath));
    }

    private static ParticipantRole RoleOf(ClaimsPrincipal user, Room room) =>
        PersonClaims.Id(user) == room.OwnerId ? ParticipantRole.Teacher : ParticipantRole.Student;

    private static RecordingNotice NoticeOf(Room room, RoomService live) => live.LiveRecording(room.Code)?.State switch
    {
        "starting" or "recording" or "paused" => RecordingNotice.Running,
        _ => room.RecordingMode == RecordingMode.Automatic ? RecordingNotice.Automatic : RecordingNotice.None,
    };

    private static RowView Row(Room room, RoomService live, string origin)
    {
        var participants = live.LiveCount(room.Code);
        return new RowView(room.Code, room.Title, $"{origin}/r/{room.Code}", room.Owner!.Name, participants > 0, participants, room.CreatedAt);
    }

    /// <summary>What somebody who comes in is told: by coming in one agrees.</summary>
    private enum RecordingNotice
    {
        None,

        /// <summary>It will be recorded from its start; or was until the teacher stopped it.</summary>
        Automatic,

        /// <summary>Also while it is paused.</summary>
        Running,
    }

    private sealed record CreateBody(string? Title);

    private sealed record JoinBody(string? Name);

    private sealed record RowView(string Code, string Title, string Url, string Teacher, bool Live, int Participants, DateTimeOffset CreatedAt);

    private sealed record DoorView(string Code, string Title, string Teacher, bool Live, int Participants, ParticipantRole Role, RecordingNotice Recording);

    private sealed record TicketView(string Token, string Hub);
}
