using Conference.Recorder.Jobs;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conference.Recorder.Tests.Media;

/// <summary>A recording that is done: its rows in a real PostgreSQL, its segments in a folder, made by real recorders. And servers that take jobs from the queue.</summary>
internal sealed class FinishedRecording : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly PostgresDatabase _database;
    private readonly DatabaseChanges _changes;
    private readonly List<ServiceProvider> _servers = [];
    private readonly ServiceProvider _provider;

    private FinishedRecording(PostgresDatabase database, ServiceProvider provider, DatabaseChanges changes, RecordedPart part) =>
        (_database, _provider, _changes, Part) = (database, provider, changes, part);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public RecordedPart Part { get; }

    public string Folder => Part.Folder;

    public string Database => _database.ConnectionString;

    public Guid Id { get; } = Guid.CreateVersion7();

    public JobStore Jobs => Get<JobStore>();

    public IObjectStore Store => Get<IObjectStore>();

    public RecordingFileStore Files => Get<RecordingFileStore>();

    /// <param name="publishers">The first is the teacher.</param>
    public static async Task<FinishedRecording> CreateAsync(RecordedPart part, params Publisher[] publishers)
    {
        var database = await PostgresServer.CreateDatabaseAsync(Cancel);
        var provider = RecorderProcess.Build(database.ConnectionString, part.Folder, new TestSfu());
        await provider.GetRequiredService<Migrator>().MigrateAsync(Cancel);
        var made = new FinishedRecording(database, provider, await DatabaseChanges.ListenAsync(database.ConnectionString, Cancel), part);
        await made.WriteRowsAsync(publishers);
        return made;
    }

    public async Task<Job> EnqueueAsync(string kind, string variant) =>
        await Jobs.EnqueueAsync(Id, kind, variant, null, Cancel) ?? throw new InvalidOperationException();

    /// <summary>Starts a server that takes jobs.</summary>
    public async Task<ServiceProvider> ServeAsync(string name = "test", Action<IServiceCollection>? more = null, bool compatible = false, string spool = "spool")
    {
        var server = RecorderProcess.Build(Database, Folder, new TestSfu(), name, more: more, compatible: compatible, spool: spool);
        foreach (var service in server.GetServices<IHostedService>()) await service.StartAsync(Cancel);
        _servers.Add(server);
        return server;
    }

    public async Task StopAsync(ServiceProvider server)
    {
        _servers.Remove(server);
        foreach (var service in server.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await server.DisposeAsync();
    }

    public Task<Job> EndAsync(Guid job) => WaitAsync(job, found => found.State is not (JobState.Queued or JobState.Running));

    public async Task<Job> WaitAsync(Guid job, Predicate<Job> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Limit);
        while (true)
        {
            if (await Jobs.FindAsync(job, limit.Token) is { } found && condition(found)) return found;
            await _changes.NextAsync(limit.Token);
        }
    }

    /// <summary>Returns at the next change of a row.</summary>
    public Task ChangedAsync() => _changes.NextAsync(Cancel);

    /// <summary>The job's file, on the local disk.</summary>
    public async Task<string> FetchAsync(Job job)
    {
        var file = await Files.FindAsync(Id, job.Kind, job.Variant, Cancel);
        Assert.NotNull(file);
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}{Path.GetExtension(file.ObjectKey)}");
        await using var stored = await Store.OpenAsync(file.ObjectKey, null, Cancel);
        Assert.NotNull(stored);
        Assert.Equal(file.Bytes, stored.TotalLength);
        await using var local = File.Create(path);
        await stored.Content.CopyToAsync(local, Cancel);
        return path;
    }

    public async Task ExecuteAsync(FormattableString sql)
    {
        await using var context = await Get<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancel);
        await context.Database.ExecuteSqlAsync(sql, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.ToArray()) await StopAsync(server);
        await _provider.DisposeAsync();
        await _changes.DisposeAsync();
        await _database.DisposeAsync();
        Part.Dispose();
    }

    private async Task WriteRowsAsync(Publisher[] publishers)
    {
        var owner = new Person { Id = Guid.CreateVersion7(), Name = "Ann", UserName = "ann", Email = "ann@example.org", CreatedAt = DateTimeOffset.UtcNow };
        await using var context = await Get<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancel);
        context.Add(owner);
        await context.SaveChangesAsync(Cancel);
        var room = await Get<RoomStore>().CreateAsync(owner.Id, "Physics", Cancel);
        var lecture = await Get<LectureStore>().StartOrGetAsync(room.Id, Cancel);
        for (var i = 0; i < publishers.Length; i++)
        {
            await Get<LectureStore>().AddParticipantAsync(
                lecture.Id, publishers[i].Id.Value, $"Person {i}", i == 0 ? ParticipantRole.Teacher : ParticipantRole.Student, i == 0 ? owner.Id : null, Cancel);
        }

        var now = DateTimeOffset.UtcNow;
        context.Add(new Recording
        {
            Id = Id, LectureId = lecture.Id, State = RecordingState.Ready, RequestedAt = now, RequestedById = owner.Id, StartedAt = now, EndedAt = now,
            DurationMilliseconds = Part.Renditions.Max(rendition => rendition.StartMilliseconds + rendition.DurationMilliseconds),
        });
        var number = 0;
        foreach (var renditions in Part.Renditions.GroupBy(rendition => rendition.PartId))
        {
            context.Add(new Part { Id = renditions.Key, RecordingId = Id, Number = ++number, StartedAt = now, EndedAt = now, RecorderId = "test" });
            context.AddRange(renditions);
        }

        await context.SaveChangesAsync(Cancel);
    }

    private T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();
}
