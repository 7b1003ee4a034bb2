using Conference.Recorder.Composing;
using Conference.Recorder.Jobs;
using Conference.Recorder.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

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
        if (options.Records)
        {
            services.AddHostedService<RecordingScheduler>();
            services.AddSingleton<Composition>();
            services.AddSingleton<IJobHandler, VideoJob>();
            services.AddSingleton<IJobHandler, CompatibleJob>();
            services.AddHostedService<JobRunner>();
        }

        services.AddSingleton<IObjectStore>(options.S3 is { } s3 ? new S3ObjectStore(s3) : new FolderObjectStore(options.StoreFolder!));
        return services;
    }
}
