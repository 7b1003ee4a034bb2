using Conference.Rooms.Storage;
using Conference.Web.Accounts;

namespace Conference.Web.Api;

/// <summary>Deleting a recording into the trash, taking it back, and keeping it beyond its room's days: its owner's and staff's.</summary>
internal static partial class RecordingRemovalsApi
{
    public static void MapRecordingRemovals(this IEndpointRouteBuilder recordings)
    {
        recordings.MapDelete("/{id:guid}", DeleteAsync);
        recordings.MapPost("/{id:guid}/restore", RestoreAsync);
        recordings.MapPut("/{id:guid}/kept", KeepAsync);
    }

    private static async Task<IResult> DeleteAsync(
        Guid id, HttpContext context, RecordingStore recordings, RecordingRemovals removals, ILogger<RecordingAccess> logger, CancellationToken cancellationToken)
    {
        if (await recordings.FindGuardAsync(id, cancellationToken) is not { } guard) return ApiErrors.RecordingGone;
        if (RecordingAccess.RefuseEditing(context, guard) is { } refusal) return refusal;
        if (guard.IsDeleted) return TypedResults.NoContent();
        if (!await removals.DeleteAsync(id, cancellationToken)) return ApiErrors.RecordingRunning;
        LogDeleted(logger, id, PersonClaims.Name(context.User));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RestoreAsync(
        Guid id, HttpContext context, RecordingStore recordings, RecordingRemovals removals, ILogger<RecordingAccess> logger, CancellationToken cancellationToken)
    {
        if (await recordings.FindGuardAsync(id, cancellationToken) is not { } guard) return ApiErrors.RecordingGone;
        if (RecordingAccess.RefuseEditing(context, guard) is { } refusal) return refusal;
        if (!guard.IsDeleted) return TypedResults.NoContent();
        if (!await removals.RestoreAsync(id, cancellationToken)) return ApiErrors.RecordingGone;
        LogRestored(logger, id, PersonClaims.Name(context.User));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> KeepAsync(
        Guid id, KeptBody body, HttpContext context, RecordingStore recordings, RecordingRemovals removals, ILogger<RecordingAccess> logger,
        CancellationToken cancellationToken)
    {
        if (await recordings.FindGuardAsync(id, cancellationToken) is not { } guard) return ApiErrors.RecordingGone;
        if (RecordingAccess.RefuseEditing(context, guard) is { } refusal) return refusal;
        if (body.Kept is not { } kept) return ApiErrors.BadRequest;
        if (!await removals.KeepAsync(id, kept, cancellationToken)) return ApiErrors.RecordingGone;
        LogKept(logger, id, kept, PersonClaims.Name(context.User));
        return TypedResults.NoContent();
    }

    [LoggerMessage(1, LogLevel.Information, "Recording {Recording} was put into the trash by {Person}")]
    private static partial void LogDeleted(ILogger logger, Guid recording, string? person);

    [LoggerMessage(2, LogLevel.Information, "Recording {Recording} was taken out of the trash by {Person}")]
    private static partial void LogRestored(ILogger logger, Guid recording, string? person);

    [LoggerMessage(3, LogLevel.Information, "Recording {Recording} is kept beyond its room's days: {Kept}, says {Person}")]
    private static partial void LogKept(ILogger logger, Guid recording, bool kept, string? person);

    internal sealed record KeptBody(bool? Kept);
}
