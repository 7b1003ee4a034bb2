using System.Text.RegularExpressions;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;
using Microsoft.Net.Http.Headers;

namespace Conference.Web.Api;

/// <summary>Pictures of a recording: one for the list, small ones for the seek bar.</summary>
internal static partial class RecordingPreviewApi
{
    public static void MapRecordingPreview(this IEndpointRouteBuilder recordings)
    {
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        recordings.MapMethods("/{id:guid}/preview/{version:guid}/{file}", reads, SendAsync);
    }

    /// <param name="version">The file's id: pictures that are made anew have another address, so each may be cached for good.</param>
    public static string Address(Guid id, Guid version, string file) => $"/api/recordings/{id}/preview/{version}/{file}";

    private static async Task<IResult> SendAsync(
        Guid id, Guid version, string file, HttpContext context, RecordingStore recordings, RecordingFileStore files, IObjectStore store, RecordingAccess access,
        CancellationToken cancellationToken)
    {
        // One plain name, so that no path leaves the folder.
        if (!FileName().IsMatch(file)) return ApiErrors.NotFound;
        if (await recordings.FindSpanAsync(id, cancellationToken) is not { } span) return ApiErrors.RecordingGone;
        if (await access.RefuseSeeingAsync(context, span.Guard, cancellationToken) is { } refusal) return refusal;
        if (await files.FindAsync(id, JobKinds.Preview, "", cancellationToken) is not { } preview || preview.Id != version) return ApiErrors.NotFound;
        var contentType = file.EndsWith(".vtt", StringComparison.Ordinal) ? "text/vtt; charset=utf-8" : "image/jpeg";
        return await StoredObjects.SendAsync($"{preview.Prefix}/{file}", new EntityTagHeaderValue($"\"{preview.Id:N}-{file}\""), contentType, context, store, cancellationToken);
    }

    [GeneratedRegex(@"^(sprites\.vtt|poster\.jpg|sprite-[0-9]{1,3}\.jpg)\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
