using System.Globalization;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Web.Accounts;
using Conference.Web.Uploads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Conference.Web.Api;

/// <summary>Video files that become recordings, by tus 1.0.0 with creation, termination and expiration; any tus client that sends our header can use it.</summary>
internal static class UploadsApi
{
    public static void MapUploads(this IEndpointRouteBuilder api)
    {
        var uploads = api.MapGroup("/uploads").RequireAuthorization();
        uploads.MapMethods("", [HttpMethods.Options], Options).AllowAnonymous();
        uploads.MapGet("", ListAsync);
        uploads.MapPost("", CreateAsync).AddEndpointFilter(OfOurVersionAsync);
        uploads.MapGet("/{id:guid}", ShowAsync);
        uploads.MapMethods("/{id:guid}", [HttpMethods.Head], HeadAsync).AddEndpointFilter(OfOurVersionAsync);
        uploads.MapPatch("/{id:guid}", AppendAsync).AddEndpointFilter(OfOurVersionAsync).WithMetadata(new DisableRequestSizeLimitAttribute());
        uploads.MapDelete("/{id:guid}", DeleteAsync).AddEndpointFilter(OfOurVersionAsync);
    }

    private static NoContent Options(HttpContext context, UploadLimits limits)
    {
        var headers = context.Response.Headers;
        headers[TusHeaders.Resumable] = TusHeaders.Version;
        headers["Tus-Version"] = TusHeaders.Version;
        headers["Tus-Extension"] = TusHeaders.Extensions;
        headers["Tus-Max-Size"] = limits.MaximumBytes.ToString(CultureInfo.InvariantCulture);
        return TypedResults.NoContent();
    }

    private static async ValueTask<object?> OfOurVersionAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        context.Response.Headers[TusHeaders.Resumable] = TusHeaders.Version;
        if (context.Request.Headers[TusHeaders.Resumable] == TusHeaders.Version) return await next(invocation);
        context.Response.Headers["Tus-Version"] = TusHeaders.Version;
        return ApiErrors.UploadVersion;
    }

    private static async Task<IResult> ListAsync(HttpContext context, UploadStore uploads, CancellationToken cancellationToken) =>
        TypedResults.Ok((await uploads.ListAsync(PersonClaims.Id(context.User)!.Value, cancellationToken)).Select(View));

    private static async Task<IResult> CreateAsync(
        HttpContext context, UploadLimits limits, RoomStore rooms, UploadStore uploads, TimeProvider time, CancellationToken cancellationToken)
    {
        var headers = context.Request.Headers;
        if (TusHeaders.Number(headers[TusHeaders.Length]) is not { } length || TusHeaders.ReadMetadata(headers[TusHeaders.Metadata]) is not { } metadata)
            return ApiErrors.UploadInvalid;
        if (length == 0) return ApiErrors.UploadEmpty;
        if (length > limits.MaximumBytes) return ApiErrors.UploadTooLarge(limits.MaximumBytes);
        if (Inputs.Line(metadata.GetValueOrDefault("filename"), 255) is not { } fileName || !UploadLimits.IsVideoName(fileName)) return ApiErrors.UploadType;
        if (await rooms.FindAsync(metadata.GetValueOrDefault("room", ""), cancellationToken) is not { } room) return ApiErrors.RoomGone;
        if (!Rights.MayManage(context.User, room.OwnerId)) return ApiErrors.NotAllowed;
        if (Inputs.Line(metadata.GetValueOrDefault("title", room.Title), Inputs.MaxTitle) is not { } title) return ApiErrors.TitleInvalid;
        var now = time.GetUtcNow();
        if (!TryReadDate(metadata.GetValueOrDefault("heldAt"), now, out var heldAt)) return ApiErrors.UploadInvalid;
        var upload = await uploads.AddAsync(
            new Upload
            {
                Id = Guid.CreateVersion7(), PersonId = PersonClaims.Id(context.User)!.Value, RoomId = room.Id, FileName = fileName, Title = title, HeldAt = heldAt,
                Length = length, CreatedAt = now, TouchedAt = now,
            },
            UploadLimits.MostAtOnce, cancellationToken);
        if (upload is null) return ApiErrors.UploadsOpen;
        Tell(context.Response, upload);
        return TypedResults.Created($"/api/uploads/{upload.Id}", View(upload));
    }

    private static async Task<IResult> ShowAsync(Guid id, HttpContext context, UploadStore uploads, CancellationToken cancellationToken) =>
        await OwnAsync(id, context, uploads, cancellationToken) is { } upload ? TypedResults.Ok(View(upload)) : ApiErrors.UploadGone;

    private static async Task<IResult> HeadAsync(Guid id, HttpContext context, UploadStore uploads, CancellationToken cancellationToken)
    {
        if (await OwnAsync(id, context, uploads, cancellationToken) is not { } upload) return ApiErrors.UploadGone;
        Tell(context.Response, upload);
        context.Response.Headers[TusHeaders.Length] = upload.Length.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok();
    }

    private static async Task<IResult> AppendAsync(
        Guid id, HttpContext context, UploadStore uploads, UploadReceiver receiver, CancellationToken cancellationToken)
    {
        if (!MediaTypes.Is(context.Request, TusHeaders.PatchType)) return ApiErrors.UploadPatchType;
        if (await OwnAsync(id, context, uploads, cancellationToken) is not { } upload) return ApiErrors.UploadGone;
        if (TusHeaders.Number(context.Request.Headers[TusHeaders.Offset]) is not { } offset) return ApiErrors.UploadInvalid;
        if (offset != upload.Received) return ApiErrors.UploadOffset;
        try
        {
            if (await receiver.ReceiveAsync(upload, context.Request.Body, cancellationToken) is not { } received) return ApiErrors.UploadOffset;
            upload.Received = received;
        }
        catch (InvalidDataException)
        {
            return ApiErrors.UploadTooLong;
        }
        catch (IOException)
        {
            // The line broke: what had come is stored, and nobody reads this answer.
            return ApiErrors.BadRequest;
        }

        // Also for an empty body at the end: the answer to the last piece may have been lost with the server that took it.
        if (upload.Received == upload.Length) await uploads.CompleteAsync(id, cancellationToken);
        Tell(context.Response, upload);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DeleteAsync(
        Guid id, HttpContext context, UploadStore uploads, UploadReceiver receiver, CancellationToken cancellationToken)
    {
        // What has become a recording is deleted as one.
        if (await OwnAsync(id, context, uploads, cancellationToken) is not { RecordingId: null }) return ApiErrors.UploadGone;
        if (!await uploads.RemoveAsync(id, cancellationToken)) return ApiErrors.UploadGone;
        await receiver.DiscardAsync(id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Upload?> OwnAsync(Guid id, HttpContext context, UploadStore uploads, CancellationToken cancellationToken) =>
        await uploads.FindAsync(id, cancellationToken) is { } upload && upload.PersonId == PersonClaims.Id(context.User) ? upload : null;

    private static void Tell(HttpResponse response, Upload upload)
    {
        response.Headers[TusHeaders.Offset] = upload.Received.ToString(CultureInfo.InvariantCulture);
        if (upload.RecordingId is null) response.Headers[TusHeaders.Expires] = TusHeaders.Date(upload.TouchedAt + UploadLimits.Lifetime);
    }

    /// <summary>Now, when none is given; no lecture was held before there was video, nor will be before tomorrow.</summary>
    private static bool TryReadDate(string? text, DateTimeOffset now, out DateTimeOffset date)
    {
        date = now;
        return text is null || (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date)
            && date.Year >= 1950 && date <= now.AddDays(1));
    }

    private static UploadView View(Upload upload) =>
        new(upload.Id, upload.FileName, upload.Title, upload.HeldAt, upload.Length, upload.Received, upload.CreatedAt, upload.RecordingId);

    private sealed record UploadView(
        Guid Id, string FileName, string Title, DateTimeOffset HeldAt, long Length, long Received, DateTimeOffset CreatedAt, Guid? RecordingId);
}
