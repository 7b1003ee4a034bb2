using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Conference.Rooms.Tests;

/// <summary>A migrated database of its own for one test class, and the services over it as a host has them.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private PostgresDatabase? _database;
    private ServiceProvider? _services;

    public PostgresDatabase Database => _database!;
    public RoomStore Rooms => Get<RoomStore>();
    public RoomTokenStore RoomTokens => Get<RoomTokenStore>();
    public LectureStore Lectures => Get<LectureStore>();
    public ChatStore Chat => Get<ChatStore>();
    public InvitationStore Invitations => Get<InvitationStore>();
    public RecordingStore Recordings => Get<RecordingStore>();
    public RecordingLeases Leases => Get<RecordingLeases>();
    public JobStore Jobs => Get<JobStore>();
    public RecordingFileStore RecordingFiles => Get<RecordingFileStore>();
    public IDbContextFactory<ConferenceDbContext> Contexts => Get<IDbContextFactory<ConferenceDbContext>>();
    public RecordingRemovals Removals => Get<RecordingRemovals>();
    public ViewingStore Viewings => Get<ViewingStore>();
    public StorageEvents Events => Get<StorageEvents>();
    public NpgsqlDataSource DataSource => Get<NpgsqlDataSource>();

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync();
        _services = new ServiceCollection().AddLogging().AddRooms(_database.ConnectionString).BuildServiceProvider();
        await Get<Migrator>().MigrateAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _services!.DisposeAsync();
        await _database!.DisposeAsync();
    }

    public Task<ConferenceDbContext> OpenContextAsync() =>
        Contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);

    public async Task<Person> AddPersonAsync(PersonRole role = PersonRole.Teacher)
    {
        var id = Guid.CreateVersion7();
        var person = new Person
        {
            Id = id, Name = "Ada", Role = role, CreatedAt = DateTimeOffset.UtcNow, UserName = $"{id}@example.org", NormalizedUserName = $"{id}@EXAMPLE.ORG",
        };
        await using var context = await OpenContextAsync();
        context.Users.Add(person);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        return person;
    }

    public async Task<Room> AddRoomAsync() =>
        await Rooms.CreateAsync((await AddPersonAsync()).Id, "Algebra", TestContext.Current.CancellationToken);

    public async Task<Lecture> StartLectureAsync() =>
        await Lectures.StartOrGetAsync((await AddRoomAsync()).Id, TestContext.Current.CancellationToken);

    private T Get<T>()
        where T : notnull => _services!.GetRequiredService<T>();
}
