namespace Conference.Web.Api;

/// <summary>
/// CORS for WHIP and WHEP and nothing else: pages of any origin may publish and play, because what authorizes them is a bearer token that they were given and never
/// a cookie (RFC 9725 §4.2).
/// </summary>
internal static class OpenOrigin
{
    private const string Exposed = "Location, ETag, Link, Retry-After, Accept-Post, Accept-Patch, WWW-Authenticate";

    public static IApplicationBuilder UseOpenOrigin(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments("/whip") && !request.Path.StartsWithSegments("/whep")) return next(context);
        context.Response.OnStarting(() => // at the end, because an error begins its answer anew
        {
            var headers = context.Response.Headers;
            headers.AccessControlAllowOrigin = "*";
            headers.AccessControlExposeHeaders = Exposed;
            if (!HttpMethods.IsOptions(request.Method)) return Task.CompletedTask;
            headers.AccessControlAllowMethods = "POST, PATCH, DELETE, GET, HEAD, OPTIONS";
            headers.AccessControlAllowHeaders = "Authorization, Content-Type, If-Match, Accept"; // "*" would not mean Authorization
            headers.AccessControlMaxAge = "86400";
            return Task.CompletedTask;
        });
        return next(context);
    });
}
