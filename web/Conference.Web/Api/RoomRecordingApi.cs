using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Signaling.Live;
using Conference.Web.Accounts;

namespace Conference.Web.Api;

/// <summary>How a room's lectures are recorded: its owner and staff see and set it.</summary>
internal static class RoomRecordingApi
{
    public static void MapRoomRecording(this IEndpointRouteBuilder api)
    {
        api.MapGet("/rooms/{code}/recording", ShowAsync).RequireAuthorization(Rights.ManageRooms);
        api.MapPut("/rooms/{code}/recording", SetAsync).RequireAuthorization(Rights.ManageRooms);
    }

    private static async Task<IResult> ShowAsync(string code, HttpContext context, RoomStore rooms, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(code, cancellationToken) is not { } room) return ApiErrors.RoomGone;
        return Rights.MayManage(context.User, room.OwnerId) ? TypedResults.Ok(View(room.RecordingPolicy)) : ApiErrors.NotAllowed;
    }

    private static async Task<IResult> SetAsync(
        string code, PolicyBody body, HttpContext context, RoomStore rooms, RoomService live, CancellationToken cancellationToken)
    {
        if (await rooms.FindAsync(code, cancellationToken) is not { } room) return ApiErrors.RoomGone;
        if (!Rights.MayManage(context.User, room.OwnerId)) return ApiErrors.NotAllowed;
        if (body is not { Mode: { } mode, Audience: { } audience, Download: { } download }) return ApiErrors.BadRequest;
        if (body.KeptDays is < 1 or > RecordingPolicy.MaxKeptDays) return ApiErrors.DaysInvalid;
        var policy = new RecordingPolicy(mode, audience, body.KeptDays, download);
        if (!await rooms.SetRecordingPolicyAsync(room.Id, policy, cancellationToken)) return ApiErrors.RoomGone;
        live.PolicyChanged(code);
        return TypedResults.Ok(View(policy));
    }

    private static PolicyView View(RecordingPolicy policy) => new(policy.Mode, policy.Audience, policy.KeptDays, policy.MayBeDownloaded);

    /// <param name="KeptDays">Null is for good.</param>
    internal sealed record PolicyBody(RecordingMode? Mode, RecordingAudience? Audience, int? KeptDays, bool? Download);

    private sealed record PolicyView(RecordingMode Mode, RecordingAudience Audience, int? KeptDays, bool Download);
}
