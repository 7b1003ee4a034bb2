using Conference.Web.Api;

namespace Conference.Web.Hosting;

/// <summary>The built client: files of wwwroot, and index.html for every route that the client itself knows.</summary>
internal static class ClientPages
{
    private const string Index = "index.html";

    public static void UseClientFiles(this WebApplication app) => app.UseStaticFiles(new StaticFileOptions
    {
        OnPrepareResponse = prepared => prepared.Context.Response.Headers.CacheControl =
            // The build names files under assets/ by their content; everything else keeps its name from version to version.
            prepared.Context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache",
    });

    public static void MapClientRoutes(this WebApplication app)
    {
        // Not pages: what is not there must not look as if it were.
        foreach (var area in new[] { "/api", "/hub", "/healthz", "/assets" })
            app.Map(area + "/{**rest}", NotThere);
        app.MapFallback(async context =>
        {
            var index = app.Environment.WebRootFileProvider.GetFileInfo(Index);
            if (!index.Exists)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                await context.Response.WriteAsync("The pages are not built; deploy/run.sh builds them.", context.RequestAborted);
                return;
            }

            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.CacheControl = "no-cache";
            await context.Response.SendFileAsync(index, context.RequestAborted);
        });
    }

    // A body that is not JSON matches no route of the API either; that deserves its own name.
    private static ApiError NotThere(HttpRequest request) =>
        request.ContentType is not null && !request.HasJsonContentType() ? ApiErrors.UnsupportedMediaType : ApiErrors.NotFound;
}
