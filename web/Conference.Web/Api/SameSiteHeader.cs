namespace Conference.Web.Api;

/// <summary>
/// Refuses a changing request without <c>X-Conference: 1</c>. A page of another site cannot add the header without a CORS preflight, which nobody
/// here answers, so a cookie alone never changes anything. A bearer token is no less proof: unlike Basic or Negotiate credentials no browser adds one by
/// itself, and a page needs the same preflight for it.
/// </summary>
internal static class SameSiteHeader
{
    private const string Name = "X-Conference";

    public static IApplicationBuilder UseSameSiteHeader(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        return reads || !request.Path.StartsWithSegments("/api") || request.Headers[Name] == "1" || BearerToken.IsTried(request)
            ? next(context)
            : ApiErrors.CrossSite.ExecuteAsync(context);
    });
}
