using System.Text.RegularExpressions;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;
using Conference.Web.Captions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Conference.Web.Api;

/// <summary>Captions of a recording: one WebVTT file per language, sent by its owner or staff, seen by all who see the recording.</summary>
internal static partial class RecordingCaptionsApi
{
    private const string ContentType = "text/vtt";

    public static void MapRecordingCaptions(this IEndpointRouteBuilder recordings)
    {
        recordings.MapGet("/{id:guid}/captions", ListAsync);
        recordings.MapPut("/{id:guid}/captions/{language}", PutAsync).WithMetadata(new RequestSizeLimitAttribute(WebVtt.MaximumBytes));
        recordings.MapDelete("/{id:guid}/captions/{language}", DeleteAsync);
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        recordings.MapMethods("/{id:guid}/captions/{language}/{version:guid}", reads, SendAsync);
    }

    private static async Task<IResult> ListAsync(
        Guid id, HttpContext context, RecordingStore recordings, RecordingFileStore files, RecordingAccess access, CancellationToken cancellationToken)
    {
        if (await recordings.FindSpanAsync(id, cancellationToken) is not { } span) return ApiErrors.RecordingGone;
        if (await access.RefuseSeeingAsync(context, span.Guard, cancellationToken) is { } refusal) return refusal;
        var all = await files.ListAsync(id, cancellationToken);
        return TypedResults.Ok(all.Where(file => file.Kind == RecordingFileKinds.Captions).Select(View));
    }

    /// <summary>Puts captions in the place of those in the same language.</summary>
    private static async Task<IResult> PutAsync(
        Guid id, string language, HttpContext context, RecordingStore recordings, RecordingFileStore files, IObjectStore store, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!Language().IsMatch(language)) return ApiErrors.LanguageInvalid;
        if (!MediaTypes.Is(context.Request, ContentType)) return ApiErrors.CaptionsType;
        if (await recordings.FindAsync(id, cancellationToken) is not { } recording) return ApiErrors.RecordingGone;
        if (RecordingAccess.RefuseEditing(context, RecordingGuard.Of(recording)) is { } refusal) return refusal;
        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, cancellationToken);
        if (WebVtt.Fault(content.GetBuffer().AsSpan(0, (int)content.Length)) is { } fault) return ApiErrors.CaptionsInvalid(fault);
        var file = new RecordingFile
        {
            Id = Guid.CreateVersion7(), RecordingId = id, Kind = RecordingFileKinds.Captions, Variant = language, ContentType = ContentType, Bytes = content.Length,
            DurationMilliseconds = recording.DurationMilliseconds, CreatedAt = time.GetUtcNow(), ObjectKey = $"recordings/{id:N}/files/captions-{Guid.NewGuid():N}/captions.vtt",
        };
        content.Position = 0;
        await store.PutAsync(file.ObjectKey, content, ContentType, cancellationToken);
        if (await files.ReplaceAsync(file, cancellationToken) is { } before) await store.DeleteAsync(before.ObjectKey, cancellationToken);
        return TypedResults.Ok(View(file));
    }

    private static async Task<IResult> DeleteAsync(
        Guid id, string language, HttpContext context, RecordingStore recordings, RecordingFileStore files, IObjectStore store, CancellationToken cancellationToken)
    {
        if (await recordings.FindSpanAsync(id, cancellationToken) is not { } span) return ApiErrors.RecordingGone;
        if (RecordingAccess.RefuseEditing(context, span.Guard) is { } refusal) return refusal;
        if (await files.FindAsync(id, RecordingFileKinds.Captions, language, cancellationToken) is not { } file) return ApiErrors.NotFound;
        await files.RemoveAsync(file.Id, cancellationToken);
        await store.DeleteAsync(file.ObjectKey, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> SendAsync(
        Guid id, string language, Guid version, HttpContext context, RecordingStore recordings, RecordingFileStore files, RecordingAccess access, IObjectStore store,
        CancellationToken cancellationToken)
    {
        if (await recordings.FindSpanAsync(id, cancellationToken) is not { } span) return ApiErrors.RecordingGone;
        if (await access.RefuseSeeingAsync(context, span.Guard, cancellationToken) is { } refusal) return refusal;
        if (await files.FindAsync(id, RecordingFileKinds.Captions, language, cancellationToken) is not { } file || file.Id != version) return ApiErrors.NotFound;
        return await StoredObjects.SendAsync(file.ObjectKey, new EntityTagHeaderValue($"\"{file.Id:N}\""), $"{ContentType}; charset=utf-8", context, store, cancellationToken);
    }

    private static CaptionsView View(RecordingFile file) => new(file.Variant, $"/api/recordings/{file.RecordingId}/captions/{file.Variant}/{file.Id}");

    // RFC 5646, the tags that people use: language, script, region.
    [GeneratedRegex(@"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2}|-[0-9]{3})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Language();

    /// <param name="Language">RFC 5646.</param>
    /// <param name="Url">Of the WebVTT file; another one for other captions.</param>
    private sealed record CaptionsView(string Language, string Url);
}
