using Conference.Web.Hosting;

namespace Conference.Web.Health;

/// <summary><c>/healthz/live</c>: the process answers. <c>/healthz/ready</c>: it can hold a lecture.</summary>
internal static class HealthApi
{
    public static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton<IReadyCheck, DatabaseCheck>()
        .AddSingleton<IReadyCheck, SfuCheck>()
        .AddSingleton<IReadyCheck, ObjectStoreCheck>()
        .AddSingleton<Readiness>();

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz/live", () => TypedResults.Json(new { status = "live" }));
        endpoints.MapGet("/healthz/ready", async (Readiness readiness, Operators operators, HttpContext context, CancellationToken cancellationToken) =>
        {
            var report = await readiness.ReportAsync(cancellationToken);
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Json(
                operators.Include(context) ? report : report.WithoutReasons(), statusCode: report.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }
}
