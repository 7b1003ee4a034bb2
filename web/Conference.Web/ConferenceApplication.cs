using System.Text.Json;
using System.Text.Json.Serialization;
using Conference.Recorder;
using Conference.Rooms;
using Conference.Sfu.Control;
using Conference.Signaling;
using Conference.Signaling.Joining;
using Conference.Web.Accounts;
using Conference.Web.Api;
using Conference.Web.Health;
using Conference.Web.Hosting;
using Conference.Web.Metrics;
using Conference.Web.Settings;
using Conference.Web.Uploads;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.ResponseCompression;

namespace Conference.Web;

/// <summary>Puts the floors together: services, middleware, routes.</summary>
internal static partial class ConferenceApplication
{
    /// <summary>Recordings flush their last segments within it; then the process ends whatever hangs.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    /// <summary>Twice <see cref="SignalingOptions.MaximumMessageBytes"/>, for what is queued meanwhile.</summary>
    private const int HubRequestBody = 1024 * 1024;

    public static WebApplication Build(ConferenceOptions options)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = ContentRoot() });
        builder.WebHost.UseStaticWebAssets(); // a build that was not published finds the client in the source tree
        ConfigureLog(builder.Logging);
        AddServices(builder.Services, options);
        var lan = new LanAddresses();
        builder.Services.AddSingleton(lan);
        builder.WebHost.ConfigureKestrel(kestrel => Listening.Configure(kestrel, options, lan));

        var app = builder.Build();
        foreach (var variable in options.UnknownVariables) LogUnknownVariable(app.Logger, variable);
        Use(app, options);
        Map(app);
        return app;
    }

    private static void ConfigureLog(ILoggingBuilder log)
    {
        log.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        // The framework's line per request and per query is for its own developers.
        log.AddFilter("Microsoft", LogLevel.Warning);
        log.AddFilter("System", LogLevel.Warning);
        // What fails in the database is thrown as well, and told once by whoever asked for it, without a stack trace per attempt.
        log.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
        // Its advice (encrypt the keys, make a wwwroot) is not for the operator: the keys lie in the private data folder, the pages say when they are missing.
        log.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        log.AddFilter("Microsoft.AspNetCore.StaticFiles", LogLevel.Error);
        // ApiExceptionHandler logs it with the traceId.
        log.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
        // LectureHubFilter counts what is refused and logs what is unexpected; a stack trace per refused call would be the caller's to multiply.
        log.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.None);
    }

    // Hosted services start in this order and stop in the opposite one, after Kestrel: hub, then recorder, then SFU, then the database's events.
    private static void AddServices(IServiceCollection services, ConferenceOptions options)
    {
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        services.AddSingleton(options);
        services.AddSingleton<PublicOrigin>();
        services.AddSingleton<Operators>();
        services.AddSingleton<SessionApi.SessionViews>();
        services.AddRooms(options.Database);
        services.AddSfu(sfu =>
        {
            sfu.UdpPort = options.UdpPort;
            sfu.Workers = options.Workers;
            sfu.PacketsPerMessage = options.PacketsPerMessage;
            sfu.PublicAddresses = [.. options.PublicAddresses.Select(address => address.ToString())];
        });
        services.AddRecorder(new RecorderOptions
        {
            Stores = options.Stores,
            SpoolFolder = Path.Combine(options.Data, "spool"),
            WorkFolder = Path.Combine(options.Data, "work"),
            FfmpegPath = options.Ffmpeg,
            CompatibleRendition = options.CompatibleRendition,
        });
        services.AddSignaling(signaling =>
        {
            signaling.JoinTokenKey = KeptSecret.ReadOrCreate(Path.Combine(options.Data, "join-token.key"), JoinTokens.MinimumKeyBytes);
            signaling.MaximumParticipants = options.RoomCapacity;
            signaling.IceServers = options.IceServers;
        });
        services.AddSingleton(new UploadLimits((long)options.UploadGiB << 30));
        services.AddSingleton<UploadReceiver>();
        services.AddHostedService<UploadSweep>();
        services.AddAccounts(options);
        services.AddRateLimits();
        services.AddHealth();
        services.AddMetricsPage();
        services.AddExceptionHandler<ApiExceptionHandler>();
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true); // ApiExceptionHandler names the error
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)));
        services.Configure<ForwardedHeadersOptions>(forwarded => Listening.ConfigureProxy(forwarded, options));
        // Only what holds no secret: compressing a secret beside a guess would tell it (BREACH).
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = ["text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"];
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
    }

    private static void Use(WebApplication app, ConferenceOptions options)
    {
        if (options.BehindProxy) app.UseForwardedHeaders();
        app.UseExceptionHandler(_ => { });
        // Under /api only: the hub's own negotiation and a range that cannot be met answer without a body on purpose.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), api => api.UseStatusCodePages(async pages =>
        {
            if (pages.HttpContext.Response.StatusCode != StatusCodes.Status416RangeNotSatisfiable)
                await ApiErrors.OfStatus(pages.HttpContext.Response.StatusCode).ExecuteAsync(pages.HttpContext);
        }));
        if (options.Certificate is not null || options.BehindProxy) app.UseHsts();
        app.UseSecurityHeaders(options);
        app.UseResponseCompression();
        app.UseClientFiles();
        app.UseSameSiteHeader();
        app.UseOpenOrigin();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    private static void Map(WebApplication app)
    {
        app.MapHealth();
        app.MapMetrics();
        // A hub message that falls back from WebSocket to POST: an SDP outgrows the API's limit.
        app.MapSignaling().WithMetadata(new RequestSizeLimitAttribute(HubRequestBody));
        var api = app.MapGroup("/api");
        api.MapSession();
        api.MapInvitations();
        api.MapPeople();
        api.MapRooms();
        api.MapRecordings();
        api.MapUploads();
        app.MapWhip();
        app.MapClientRoutes();
    }

    // Started from anywhere, the program finds its own files; `dotnet run` starts in the project, which has them too.
    private static string ContentRoot() =>
        Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot")) ? AppContext.BaseDirectory : Directory.GetCurrentDirectory();
}
