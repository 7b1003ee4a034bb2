using System.Diagnostics.Metrics;
using Conference.Web.Api;
using Conference.Web.Hosting;

namespace Conference.Web.Metrics;

/// <summary><c>GET /metrics</c> for the operators' Prometheus.</summary>
internal static class MetricsApi
{
    private const string MeterName = "Conference.Web";
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static IServiceCollection AddMetricsPage(this IServiceCollection services) => services
        .AddSingleton<MetricCollector>()
        .AddSingleton(services => new GcPauses(services.GetRequiredService<IMeterFactory>().Create(MeterName)));

    public static void MapMetrics(this WebApplication app)
    {
        // Made now and not at the first look, so that counters count from the start.
        var collector = app.Services.GetRequiredService<MetricCollector>();
        _ = app.Services.GetRequiredService<GcPauses>();
        var meter = app.Services.GetRequiredService<IMeterFactory>().Create(MeterName);
        meter.CreateObservableGauge("conference.build.info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", SessionApi.Version)),
            description: "Always 1; the label is the program's version.");
        app.MapGet("/metrics", IResult (HttpContext context, Operators operators) =>
            operators.Include(context) ? TypedResults.Text(collector.Write(), ContentType) : ApiErrors.OperatorsOnly);
    }
}
