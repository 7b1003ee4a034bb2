using Conference.Sfu.Control;
using Conference.Signaling;
using Conference.Signaling.Live;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Conference.Web.Api;

/// <summary>
/// Publishing and playing by HTTP, without a page: WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep). The session's rules are <see cref="MediaSessions"/>'; here
/// are methods, media types, entity tags and bearer tokens.
/// </summary>
internal static class WhipApi
{
    /// <summary>Octets: as much as an offer to the SFU may have.</summary>
    public const int MaxBody = 128 * 1024;

    private const string Sdp = "application/sdp";
    private const string Fragment = "application/trickle-ice-sdpfrag";

    public static void MapWhip(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("").RequireRateLimiting(RateLimits.Media).WithMetadata(new RequestSizeLimitAttribute(MaxBody));
        MapEndpoint(group, "/whip/{room}", PublishAsync, "POST, GET, HEAD, OPTIONS");
        MapEndpoint(group, "/whep/{room}", PlayAsync, "POST, GET, HEAD, OPTIONS");
        MapEndpoint(group, "/whep/{room}/{track:guid}", PlayTrackAsync, "POST, GET, HEAD, OPTIONS");
        MapSession(group, "/whip/sessions/{id}", TransportKind.Publish);
        MapSession(group, "/whep/sessions/{id}", TransportKind.Subscribe);
        // Not pages: what is not there must not look as if it were.
        foreach (var area in new[] { "/whip", "/whep" }) endpoints.Map(area + "/{**rest}", () => ApiErrors.NotFound);
    }

    private static void MapEndpoint(IEndpointRouteBuilder group, string pattern, Delegate post, string allow)
    {
        group.MapPost(pattern, post);
        group.MapMethods(pattern, [HttpMethods.Options], (HttpContext context) =>
        {
            context.Response.Headers.Append("Accept-Post", Sdp); // RFC 9725 §4.2
            context.Response.Headers.Allow = allow;
            return TypedResults.Ok();
        });
        // RFC 9725 §4.1: there is no representation to get. By the media type a player knows what the address is (WHEP, "discoverability").
        group.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], (HttpContext context) =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            context.Response.Headers.Append("Accept-Post", Sdp);
            if (HttpMethods.IsHead(context.Request.Method))
            {
                context.Response.StatusCode = StatusCodes.Status200OK;
                context.Response.ContentType = Sdp;
            }
        });
        group.Map(pattern, () => new MethodRefused(allow));
    }

    private static void MapSession(IEndpointRouteBuilder group, string pattern, TransportKind kind)
    {
        const string allow = "PATCH, DELETE, GET, HEAD, OPTIONS";
        group.MapPatch(pattern, (string id, HttpContext context, MediaSessions sessions, CancellationToken cancellationToken) =>
            PatchAsync(kind, id, context, sessions, cancellationToken));
        group.MapDelete(pattern, (string id, HttpContext context, MediaSessions sessions) => DeleteAsync(kind, id, context, sessions));
        group.MapMethods(pattern, [HttpMethods.Options], (HttpContext context) =>
        {
            context.Response.Headers.Append("Accept-Patch", Fragment);
            context.Response.Headers.Allow = allow;
            return TypedResults.Ok();
        });
        group.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], () => TypedResults.NoContent());
        group.Map(pattern, () => new MethodRefused(allow));
    }

    private static Task<IResult> PublishAsync(
        string room, HttpContext context, MediaSessions sessions, IOptions<SignalingOptions> options, CancellationToken cancellationToken) =>
        CreateAsync(context, options.Value, "/whip", (token, sdp) => sessions.PublishAsync(room, token, sdp, cancellationToken), cancellationToken);

    private static Task<IResult> PlayAsync(
        string room, HttpContext context, MediaSessions sessions, IOptions<SignalingOptions> options, CancellationToken cancellationToken) =>
        CreateAsync(context, options.Value, "/whep", (token, sdp) => sessions.PlayAsync(room, token, null, sdp, cancellationToken), cancellationToken);

    private static Task<IResult> PlayTrackAsync(
        string room, Guid track, HttpContext context, MediaSessions sessions, IOptions<SignalingOptions> options, CancellationToken cancellationToken) =>
        CreateAsync(context, options.Value, "/whep", (token, sdp) => sessions.PlayAsync(room, token, track, sdp, cancellationToken), cancellationToken);

    private static async Task<IResult> CreateAsync(
        HttpContext context, SignalingOptions options, string area, Func<string, string, Task<MediaSessionAnswer>> open, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (BearerToken.Of(request) is not { } token) return WhipErrors.Unauthorized;
        if (!MediaTypes.Is(request, Sdp)) return WhipErrors.NotSdp;
        if (!MediaTypes.Accepts(request, Sdp)) return WhipErrors.NotAcceptable;
        if (await Bodies.ReadAsync(request, MaxBody, cancellationToken) is not { } offer) return WhipErrors.TooLarge;
        try
        {
            var answer = await open(token, offer);
            var headers = context.Response.Headers;
            headers.Location = $"{request.PathBase}{area}/sessions/{answer.Id}";
            headers.ETag = EntityTags.Of(answer.IceSession);
            headers.CacheControl = "no-store";
            headers.Append("Accept-Patch", Fragment);
            foreach (var link in IceServerLinks.Of(options.IceServers)) headers.Append("Link", link);
            return TypedResults.Text(answer.Sdp, Sdp, contentEncoding: null, StatusCodes.Status201Created);
        }
        catch (RoomException refused)
        {
            return WhipErrors.Of(refused);
        }
    }

    private static async Task<IResult> PatchAsync(
        TransportKind kind, string id, HttpContext context, MediaSessions sessions, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (BearerToken.Of(request) is not { } token) return WhipErrors.Unauthorized;
        if (!MediaTypes.Is(request, Fragment)) return WhipErrors.NotFragment;
        // RFC 9725 §4.3.1: a patch says which ICE session it is for; "*" restarts whatever there is.
        if (!EntityTags.TryRead(request, out var iceSession)) return WhipErrors.PreconditionRequired;
        if (await Bodies.ReadAsync(request, MaxBody, cancellationToken) is not { } fragment) return WhipErrors.TooLarge;
        try
        {
            var patch = await sessions.PatchAsync(kind, id, token, fragment, iceSession, cancellationToken);
            if (patch.Fragment is null) return TypedResults.NoContent(); // §4.3.2: no body and no ETag
            context.Response.Headers.ETag = EntityTags.Of(patch.IceSession);
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Text(patch.Fragment, Fragment);
        }
        catch (RoomException refused)
        {
            return WhipErrors.Of(refused);
        }
    }

    private static async Task<IResult> DeleteAsync(TransportKind kind, string id, HttpContext context, MediaSessions sessions)
    {
        if (BearerToken.Of(context.Request) is not { } token) return WhipErrors.Unauthorized;
        try
        {
            await sessions.EndAsync(kind, id, token);
            return TypedResults.Ok();
        }
        catch (RoomException refused)
        {
            return WhipErrors.Of(refused);
        }
    }
}
