using Conference.Web.Settings;

namespace Conference.Web.Hosting;

/// <summary>Headers that narrow what a page of ours may do, on every answer.</summary>
internal static class SecurityHeaders
{
    private const string Permissions =
        "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), autoplay=(self), fullscreen=(self), "
        + "picture-in-picture=(self), screen-wake-lock=(self), geolocation=(), payment=(), usb=(), serial=(), midi=()";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app, ConferenceOptions options)
    {
        var stores = options.Stores.Select(store => store.S3?.PublicEndpoint?.GetLeftPart(UriPartial.Authority)).OfType<string>().Distinct();
        var policy = ContentSecurityPolicy(string.Concat(stores.Select(store => " " + store)));
        return app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin"; // a room's link is a secret of those who have it
            headers["Permissions-Policy"] = Permissions;
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            return next(context);
        });
    }

    // blob: media comes from MediaSource, a blob: worker is hls.js's, inline styles are what the players' shadow roots carry.
    private static string ContentSecurityPolicy(string stores) =>
        "default-src 'self'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + $"media-src 'self' blob:{stores}; connect-src 'self'{stores}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
}
