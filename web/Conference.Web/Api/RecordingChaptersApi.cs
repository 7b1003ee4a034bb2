using Conference.Rooms.Storage;
using Conference.Web.Accounts;
using Conference.Web.Recordings;

namespace Conference.Web.Api;

/// <summary>Where something new begins in a recording.</summary>
internal static class RecordingChaptersApi
{
    public static void MapRecordingChapters(this IEndpointRouteBuilder recordings) => recordings.MapGet("/{id:guid}/chapters", ListAsync);

    private static async Task<IResult> ListAsync(
        Guid id, HttpContext context, RecordingStore recordings, ChapterStore chapters, RecordingAccess access, CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(id, cancellationToken) is not { } recording) return ApiErrors.RecordingGone;
        if (await access.RefuseSeeingAsync(context, RecordingGuard.Of(recording), cancellationToken) is { } refusal) return refusal;
        return TypedResults.Ok(Chapter.Of(recording, await chapters.ListAsync(recording.LectureId, cancellationToken)));
    }
}
