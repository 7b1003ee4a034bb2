using Conference.Recorder.Archive;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;
using Conference.Web.Settings;
using Microsoft.Net.Http.Headers;

namespace Conference.Web.Api;

/// <summary>Video files of a recording, one per layout: asked for, watched while they are made, taken along, deleted.</summary>
internal static class RecordingVideosApi
{
    public static void MapRecordingVideos(this IEndpointRouteBuilder recordings)
    {
        recordings.MapGet("/{id:guid}/videos", ListAsync);
        recordings.MapPost("/{id:guid}/videos", RequestAsync);
        recordings.MapDelete("/{id:guid}/videos/{layout}", DeleteAsync);
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        recordings.MapMethods("/{id:guid}/videos/{layout}/file", reads, SendAsync);
    }

    private static async Task<IResult> ListAsync(
        Guid id, HttpContext context, RecordingStore recordings, RecordingAccess access, JobStore jobs, RecordingFileStore files, CancellationToken cancellationToken)
    {
        if (await recordings.FindAsync(id, cancellationToken) is not { } recording) return ApiErrors.RecordingGone;
        if (await access.RefuseDownloadAsync(context, RecordingGuard.Of(recording), cancellationToken) is { } refusal) return refusal;
        return TypedResults.Ok(await ViewsAsync(recording, jobs, files, cancellationToken));
    }

    /// <summary>Has the video made, unless it is there or under way already.</summary>
    private static async Task<IResult> RequestAsync(
        Guid id, RequestBody body, HttpContext context, RecordingStore recordings, JobStore jobs, RecordingFileStore files, CancellationToken cancellationToken)
    {
        if (Layout(body.Layout) is not { } layout) return ApiErrors.LayoutInvalid;
        if (await recordings.FindAsync(id, cancellationToken) is not { } recording) return ApiErrors.RecordingGone;
        if (RecordingAccess.RefuseEditing(context, RecordingGuard.Of(recording)) is { } refusal) return refusal;
        if (recording.State != RecordingState.Ready) return ApiErrors.RecordingNotReady;
        var person = PersonClaims.Id(context.User);
        if (await jobs.EnqueueAsync(id, JobKinds.Video, $"{layout}", person, cancellationToken) is not { } job) return ApiErrors.RecordingGone;
        var file = await files.FindAsync(id, JobKinds.Video, $"{layout}", cancellationToken);
        if (job.State != JobState.Done || file is null || !file.IsCurrent(job, recording)) await jobs.RestartAsync(job.Id, person, cancellationToken);
        var views = await ViewsAsync(recording, jobs, files, cancellationToken);
        return TypedResults.Accepted($"/api/recordings/{id}/videos", views.Single(view => view.Layout == layout));
    }

    /// <summary>Stops its making, and deletes what is there of it.</summary>
    private static async Task<IResult> DeleteAsync(
        Guid id, string layout, HttpContext context, RecordingStore recordings, JobStore jobs, RecordingFileStore files, IObjectStore store,
        CancellationToken cancellationToken)
    {
        if (Layout(layout) is not { } wanted) return ApiErrors.LayoutInvalid;
        if (await recordings.FindGuardAsync(id, cancellationToken) is not { } guard) return ApiErrors.RecordingGone;
        if (RecordingAccess.RefuseEditing(context, guard) is { } refusal) return refusal;
        if ((await jobs.ListAsync(id, cancellationToken)).SingleOrDefault(job => job.Kind == JobKinds.Video && job.Variant == $"{wanted}") is { } job)
            await jobs.CancelAsync(job.Id, cancellationToken);
        if (await files.FindAsync(id, JobKinds.Video, $"{wanted}", cancellationToken) is not { } file) return TypedResults.NoContent();
        await files.RemoveAsync(file.Id, cancellationToken);
        await foreach (var stored in store.ListAsync(file.Prefix + "/", cancellationToken)) await store.DeleteAsync(stored.Key, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> SendAsync(
        Guid id, string layout, HttpContext context, RecordingStore recordings, RecordingAccess access, RecordingFileStore files, IObjectStore store,
        ConferenceOptions options, CancellationToken cancellationToken)
    {
        if (Layout(layout) is not { } wanted) return ApiErrors.LayoutInvalid;
        if (await recordings.FindAsync(id, cancellationToken) is not { } recording) return ApiErrors.RecordingGone;
        if (await access.RefuseDownloadAsync(context, RecordingGuard.Of(recording), cancellationToken) is { } refusal) return refusal;
        if (await files.FindAsync(id, JobKinds.Video, $"{wanted}", cancellationToken) is not { } file) return ApiErrors.VideoGone;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(FileName(recording, wanted));
        if (await StoredObjects.RedirectAsync(file.ObjectKey, disposition.ToString(), context, store, options.LinkLifetime, cancellationToken) is { } redirect) return redirect;
        context.Response.Headers.ContentDisposition = disposition.ToString();
        return await StoredObjects.SendAsync(file.ObjectKey, new EntityTagHeaderValue($"\"{file.Id:N}\""), file.ContentType, context, store, cancellationToken);
    }

    private static async Task<IReadOnlyList<VideoView>> ViewsAsync(
        Recording recording, JobStore jobs, RecordingFileStore files, CancellationToken cancellationToken)
    {
        var known = (await jobs.ListAsync(recording.Id, cancellationToken)).Where(job => job.Kind == JobKinds.Video).ToDictionary(job => job.Variant);
        var made = (await files.ListAsync(recording.Id, cancellationToken)).Where(file => file.Kind == JobKinds.Video).ToDictionary(file => file.Variant);
        var views = new List<VideoView>();
        foreach (var layout in Enum.GetValues<VideoLayout>())
        {
            if (!known.TryGetValue($"{layout}", out var job)) continue;
            var file = made.GetValueOrDefault($"{layout}") is { } row
                ? new FileView($"/api/recordings/{recording.Id}/videos/{JsonName(layout)}/file", row.Bytes, row.DurationMilliseconds, row.CreatedAt, row.IsCurrent(job, recording))
                : null;
            // Made once and deleted since, or given up before: as if it had never been asked for.
            if (file is null && job.State is JobState.Done or JobState.Cancelled) continue;
            views.Add(new VideoView(layout, job.State, job.ProgressPermille, job.Failure, file));
        }

        return views;
    }

    // By name alone: TryParse would also take a number.
    private static VideoLayout? Layout(string? name) =>
        Enum.GetValues<VideoLayout>().Where(layout => JsonName(layout) == name).Select(layout => (VideoLayout?)layout).SingleOrDefault();

    private static string JsonName(VideoLayout layout) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{layout}");

    /// <summary>"Physics 2026-11-29 10-02 camera.mp4".</summary>
    private static string FileName(Recording recording, VideoLayout layout)
    {
        var what = layout switch { VideoLayout.Camera => " camera", VideoLayout.Grid => " grid", _ => "" };
        return $"{FileNames.Of(recording)}{what}.mp4";
    }

    private sealed record RequestBody(string? Layout);

    /// <param name="Progress">0 to 1000.</param>
    /// <param name="Failure">Why the last attempt failed; while it is queued again it is tried once more by itself.</param>
    /// <param name="File">There while a newer one is being made, too.</param>
    private sealed record VideoView(VideoLayout Layout, JobState State, int Progress, string? Failure, FileView? File);

    /// <param name="IsCurrent">See <see cref="RecordingFile.IsCurrent"/>.</param>
    private sealed record FileView(string Url, long Bytes, long DurationMs, DateTimeOffset CreatedAt, bool IsCurrent);
}
