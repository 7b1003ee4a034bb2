using Conference.Rooms.Storage;
using Conference.Sfu.Control;
using Conference.Signaling.Joining;
using Conference.Signaling.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Conference.Signaling;

/// <summary>How the composition root builds this floor in.</summary>
public static class SignalingExtensions
{
    /// <summary>
    /// Adds <see cref="JoinTokens"/>, <see cref="RoomService"/> and the hub. The caller has registered ISfu and the stores of Conference.Rooms.
    /// </summary>
    /// <param name="configure">Must set <see cref="SignalingOptions.JoinTokenKey"/>; a wrong value stops the start and names the setting.</param>
    public static IServiceCollection AddSignaling(this IServiceCollection services, Action<SignalingOptions> configure)
    {
        services.AddOptions<SignalingOptions>()
            .Configure(configure)
            .Validate(
                options => options.JoinTokenKey.Length >= JoinTokens.MinimumKeyBytes,
                $"{nameof(SignalingOptions.JoinTokenKey)} must be at least {JoinTokens.MinimumKeyBytes} bytes long.")
            .Validate(options => options.MaximumParticipants > 0, $"{nameof(SignalingOptions.MaximumParticipants)} must be positive.")
            .Validate(
                options => options.KeepAlive > TimeSpan.Zero && options.ClientTimeout >= 2 * options.KeepAlive,
                $"{nameof(SignalingOptions.ClientTimeout)} must be at least twice {nameof(SignalingOptions.KeepAlive)}.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<SignalingOptions>>().Value;
            return new JoinTokens(options.JoinTokenKey, options.JoinTokenLifetime, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<SignalingMetrics>();
        services.AddSingleton<RoomStores>();
        services.AddSingleton(provider => new RoomService(
            provider.GetRequiredService<IOptions<SignalingOptions>>().Value,
            provider.GetRequiredService<JoinTokens>(),
            provider.GetRequiredService<RoomStores>(),
            provider.GetRequiredService<StorageEvents>(),
            provider.GetRequiredService<ISfu>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<SignalingMetrics>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService(provider => provider.GetRequiredService<RoomService>());
        services.AddSingleton(provider => new MediaSessions(
            provider.GetRequiredService<JoinTokens>(),
            provider.GetRequiredService<RoomTokenStore>(),
            provider.GetRequiredService<RoomService>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSignalR().AddHubOptions<LectureHub>(hub => hub.AddFilter<LectureHubFilter>());
        services.AddSingleton<LectureHubFilter>();
        services.AddOptions<HubOptions<LectureHub>>().Configure<IOptions<SignalingOptions>>((hub, signaling) =>
        {
            hub.SupportedProtocols = ["json"];
            hub.KeepAliveInterval = signaling.Value.KeepAlive;
            hub.ClientTimeoutInterval = signaling.Value.ClientTimeout;
            hub.MaximumReceiveMessageSize = signaling.Value.MaximumMessageBytes;
        });
        // SignalR counts a client's silence only after its first ping, and a page's timers sleep in a hidden tab; the browser itself answers WebSocket pings.
        services.AddOptions<WebSocketOptions>().Configure<IOptions<SignalingOptions>>((sockets, signaling) =>
        {
            sockets.KeepAliveInterval = signaling.Value.KeepAlive;
            sockets.KeepAliveTimeout = signaling.Value.ClientTimeout - signaling.Value.KeepAlive;
        });
        // SignalR takes the last protocol of a name.
        services.AddSingleton<IHubProtocol, LectureHubProtocol>();
        return services;
    }

    /// <summary>Maps the lecture hub at <see cref="SignalingOptions.HubPath"/>.</summary>
    public static HubEndpointConventionBuilder MapSignaling(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapHub<LectureHub>(SignalingOptions.HubPath);
}
