using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;
using Conference.Web.Hosting;

namespace Conference.Web.Api;

/// <summary>Links by which anybody may see a recording, where its room allows them: made and withdrawn by owner and staff, opened without an account.</summary>
internal static class RecordingLinksApi
{
    public static void MapRecordingLinks(this IEndpointRouteBuilder recordings)
    {
        recordings.MapPost("/{id:guid}/link", MakeAsync);
        recordings.MapDelete("/{id:guid}/link", WithdrawAsync);
    }

    public static void MapSharedRecordings(this IEndpointRouteBuilder api) => api.MapPost("/shared/{code}", OpenAsync).RequireRateLimiting(RateLimits.Door);

    private static async Task<IResult> MakeAsync(
        Guid id, HttpContext context, RecordingStore recordings, PublicOrigin origin, CancellationToken cancellationToken)
    {
        if (await recordings.FindGuardAsync(id, cancellationToken) is not { } guard) return ApiErrors.RecordingGone;
        if (RecordingAccess.RefuseEditing(context, guard) is { } refusal) return refusal;
        if (guard.Audience != RecordingAudience.Link) return ApiErrors.LinksOff;
        if (await recordings.ShareAsync(id, cancellationToken) is not { } code) return ApiErrors.RecordingGone;
        return TypedResults.Ok(new LinkView(ShareLinks.Url(origin.Of(context.Request), code)));
    }

    private static async Task<IResult> WithdrawAsync(Guid id, HttpContext context, RecordingStore recordings, CancellationToken cancellationToken)
    {
        if (await recordings.FindGuardAsync(id, cancellationToken) is not { } guard) return ApiErrors.RecordingGone;
        if (RecordingAccess.RefuseEditing(context, guard) is { } refusal) return refusal;
        await recordings.UnshareAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> OpenAsync(string code, HttpContext context, RecordingStore recordings, CancellationToken cancellationToken)
    {
        if (await recordings.FindSharedAsync(code, cancellationToken) is not { } guard) return ApiErrors.LinkGone;
        ShareLinks.Open(context, guard);
        return TypedResults.Ok(new SharedView(guard.RecordingId));
    }

    private sealed record LinkView(string Url);

    private sealed record SharedView(Guid Id);
}
