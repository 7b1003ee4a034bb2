using Conference.Recorder.Archive;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;
using Conference.Web.Recordings;
using Microsoft.Net.Http.Headers;

namespace Conference.Web.Api;

/// <summary>
/// A recording with all that belongs to it as one ZIP file, made while it is sent. HEAD tells how large it is. It cannot be resumed: there is no file of it.
/// </summary>
internal static class RecordingArchiveApi
{
    public static void MapRecordingArchive(this IEndpointRouteBuilder recordings)
    {
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        recordings.MapMethods("/{id:guid}/archive", reads, SendAsync);
    }

    private static async Task<IResult> SendAsync(
        Guid id, HttpContext context, RecordingStore recordings, LectureStore lectures, ChapterStore chapters, ChatStore chat, IObjectStore store, RecordingAccess access,
        CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(id, cancellationToken) is not { } recording) return ApiErrors.RecordingGone;
        if (await access.RefuseDownloadAsync(context, RecordingGuard.Of(recording), cancellationToken) is { } refusal) return refusal;
        if (recording.State != RecordingState.Ready || recording.StartedAt is not { } start) return ApiErrors.RecordingNotReady;
        var archive = await RecordingArchive.PlanAsync(store, recording, cancellationToken);
        RecordingDocuments.Add(
            archive, recording,
            await lectures.ListParticipantsAsync(recording.LectureId, cancellationToken),
            Chapter.Of(recording, await chapters.ListAsync(recording.LectureId, cancellationToken)),
            await chat.ListAsync(recording.LectureId, 0, start, RecordingSpan.Of(recording).EndedAt, cancellationToken));
        var response = context.Response;
        response.ContentType = "application/zip";
        response.ContentLength = archive.Length;
        response.Headers.CacheControl = "private, no-store";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(archive.Name + ".zip");
        response.Headers.ContentDisposition = disposition.ToString();
        if (HttpMethods.IsGet(context.Request.Method)) await archive.WriteAsync(response.Body, cancellationToken);
        return TypedResults.Empty;
    }
}
