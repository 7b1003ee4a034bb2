using Conference.Recorder.Composing;
using Conference.Recorder.Importing;
using Conference.Recorder.Jobs;
using Conference.Recorder.Previews;
using Conference.Recorder.Storage;
using Conference.Rooms.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Conference.Recorder;

public static class RecorderServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IObjectStore"/> and, with <see cref="RecorderOptions.Records"/>, the recorder, which needs
    /// <c>ISfu</c> and Rooms' stores from the composition root.
    /// </summary>
    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it.</exception>
    public static IServiceCollection AddRecorder(this IServiceCollection services, RecorderOptions options)
    {
        var errors = options.Validate().ToList();
        if (errors.Count > 0) throw new InvalidOperationException("Recorder settings: " + string.Join(" ", errors));
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RecorderMetrics>();
        services.AddSingleton(provider => StoreTargets.Create(
            options.Stores, provider.GetRequiredService<RecorderMetrics>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<StoreTarget>>()));
        services.AddSingleton<HomewardMoves>();
        services.AddSingleton(provider => new StoreHealth(
            provider.GetRequiredService<StoreTargets>(), provider.GetRequiredService<ObjectDetours>(), provider.GetRequiredService<TimeProvider>()));
        // One store needs no journal: everything is there.
        services.AddSingleton<IObjectStore>(provider => provider.GetRequiredService<StoreTargets>() is { All: [var only] }
            ? only
            : ActivatorUtilities.CreateInstance<OrderedObjectStore>(provider));
        services.AddHostedService<StoreKeeper>();
        if (options.Records)
        {
            services.AddHostedService<RecordingScheduler>();
            services.AddSingleton<RecordingPurge>();
            services.AddHostedService(provider => provider.GetRequiredService<RecordingPurge>());
            services.AddSingleton<Composition>();
            services.AddSingleton<IJobHandler, VideoJob>();
            services.AddSingleton<IJobHandler, CompatibleJob>();
            services.AddSingleton<IJobHandler, PreviewJob>();
            services.AddSingleton<IJobHandler, ImportJob>();
            services.AddHostedService<JobRunner>();
        }

        return services;
    }
}
