using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conference.Sfu.Control;

/// <summary>Adds the media plane to a host.</summary>
public static class SfuServices
{
    /// <summary>
    /// Registers <see cref="ISfu"/>; it binds its ports when the host starts and stops with it. A wrong setting stops the start with a sentence that names it.
    /// </summary>
    public static IServiceCollection AddSfu(this IServiceCollection services, Action<SfuOptions> configure)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ISfu>(provider =>
        {
            var options = new SfuOptions();
            configure(options);
            return new Sfu(options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>());
        });
        services.AddHostedService<Start>();
        return services;
    }

    /// <summary>Makes the host's start wait for the ports, and its stop for the last close_notify; the container's later disposal does nothing more.</summary>
    private sealed class Start(IServiceProvider provider) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            provider.GetRequiredService<ISfu>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => provider.GetRequiredService<ISfu>().DisposeAsync().AsTask();
    }
}
