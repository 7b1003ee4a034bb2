using Conference.Rooms.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Conference.Rooms;

public static class RoomsServices
{
    /// <summary>
    /// Adds the database: the stores, <see cref="Migrator"/> (the host runs it before it starts anything else) and <see cref="StorageEvents"/>.
    /// </summary>
    /// <param name="connectionString">Npgsql's, e.g. "Host=/run/postgresql;Database=conference;Username=conference".</param>
    public static IServiceCollection AddRooms(this IServiceCollection services, string connectionString)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        // A recording has a few Parts of a few renditions: one query is one moment's truth, several would not be.
        // Pooled, because a context of its own for each request of a full hall is most of what such a request leaves to the garbage collector.
        services.AddPooledDbContextFactory<ConferenceDbContext>((provider, options) => options.UseNpgsql(
            provider.GetRequiredService<NpgsqlDataSource>(), npgsql => npgsql.UseQuerySplittingBehavior(QuerySplittingBehavior.SingleQuery)));
        services.AddSingleton<Migrator>();
        services.AddSingleton<RoomStore>();
        services.AddSingleton<RoomTokenStore>();
        services.AddSingleton<LectureStore>();
        services.AddSingleton<ChatStore>();
        services.AddSingleton<ChapterStore>();
        services.AddSingleton<InvitationStore>();
        services.AddSingleton<RecordingStore>();
        services.AddSingleton<RecordingLeases>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<RecordingFileStore>();
        services.AddSingleton<ObjectDetours>();
        services.AddSingleton<UploadStore>();
        services.AddSingleton<RecordingRemovals>();
        services.AddSingleton<ViewingStore>();
        services.AddSingleton<StorageEvents>();
        services.AddHostedService(provider => provider.GetRequiredService<StorageEvents>());
        return services;
    }
}
