using Conference.Recorder.Storage;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace Conference.Web.Api;

/// <summary>Sends objects of the store that never change under their key: with a single range (RFC 9110 §14.2), an entity tag, and not at all to who has it.</summary>
internal static class StoredObjects
{
    /// <summary>
    /// Sends the reader to the store itself, by a link of short life: whoever comes back for the next piece is checked again. Null when browsers do not reach it, or for a HEAD,
    /// which no such link is signed for: it is sent from here then.
    /// </summary>
    /// <param name="disposition">For a file that is to be kept, its Content-Disposition.</param>
    public static async Task<IResult?> RedirectAsync(
        string key, string? disposition, HttpContext context, IObjectStore store, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsHead(context.Request.Method) || await store.PresignAsync(key, lifetime, disposition, cancellationToken) is not { } presigned) return null;
        context.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.Redirect(presigned.AbsoluteUri);
    }

    public static async Task<IResult> SendAsync(
        string key, EntityTagHeaderValue tag, string contentType, HttpContext context, IObjectStore store, CancellationToken cancellationToken)
    {
        var request = context.Request.GetTypedHeaders();
        var response = context.Response;
        response.Headers.AcceptRanges = "bytes";
        if (request.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)))
        {
            SetImmutable(response, tag);
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        var range = WantedRange(request, tag);
        StoredObject? stored;
        try
        {
            stored = await store.OpenAsync(key, range, cancellationToken);
        }
        catch (RangeNotSatisfiableException e)
        {
            response.Headers.ContentRange = $"bytes */{e.TotalLength}";
            return TypedResults.StatusCode(StatusCodes.Status416RangeNotSatisfiable);
        }

        if (stored is null) return ApiErrors.NotFound;
        await using (stored)
        {
            SetImmutable(response, tag);
            response.ContentType = contentType;
            response.ContentLength = stored.Length;
            if (range is not null)
            {
                response.StatusCode = StatusCodes.Status206PartialContent;
                response.Headers.ContentRange = $"bytes {stored.Offset}-{stored.Offset + stored.Length - 1}/{stored.TotalLength}";
            }

            if (!HttpMethods.IsHead(context.Request.Method)) await stored.Content.CopyToAsync(response.Body, cancellationToken);
        }

        return TypedResults.Empty;
    }

    // One range only: RFC 9110 §14.2 lets a server ignore the header, and players ask for one.
    private static ByteRange? WantedRange(RequestHeaders request, EntityTagHeaderValue tag)
    {
        if (request.Range is not { Unit.Value: "bytes", Ranges.Count: 1 } wanted) return null;
        if (request.IfRange is { } condition && condition.EntityTag?.Compare(tag, useStrongComparison: true) != true) return null;
        var only = wanted.Ranges.First();
        return new ByteRange(only.From, only.To);
    }

    private static void SetImmutable(HttpResponse response, EntityTagHeaderValue tag)
    {
        response.Headers.ETag = tag.ToString();
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
    }
}
