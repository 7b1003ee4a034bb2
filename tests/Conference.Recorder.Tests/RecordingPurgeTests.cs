using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Media;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Recorder.Tests;

/// <summary>Recordings whose time is over, with a real PostgreSQL and a folder as the store.</summary>
public sealed class RecordingPurgeTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conference-purge-").FullName;
    private readonly TestSfu _sfu = new();
    private PostgresDatabase? _database;
    private ServiceProvider? _provider;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync(Cancel);
        _provider = RecorderProcess.Build(_database.ConnectionString, _folder, _sfu, "test", "ffmpeg");
        await Get<Migrator>().MigrateAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _provider!.DisposeAsync();
        await _sfu.DisposeAsync();
        await _database!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_is_due_goes_with_every_object_and_the_rest_stays()
    {
        var due = await AddAsync(deletedDaysAgo: 8);
        var (trashed, whole) = (await AddAsync(deletedDaysAgo: 6), await AddAsync(deletedDaysAgo: null));
        var spool = Directory.CreateDirectory(Path.Combine(_folder, "spool", due.ToString("N"))).FullName;

        Assert.Equal(1, await Get<RecordingPurge>().RunAsync(Cancel));

        Assert.Null(await Get<RecordingStore>().FindAsync(due, Cancel));
        Assert.Empty(await KeysAsync(due));
        Assert.False(Directory.Exists(spool));
        foreach (var id in new[] { trashed, whole })
        {
            Assert.NotNull(await Get<RecordingStore>().FindAsync(id, Cancel));
            Assert.Equal(3, (await KeysAsync(id)).Count);
        }

        Assert.Equal(0, await Get<RecordingPurge>().RunAsync(Cancel));
    }

    [Fact]
    public async Task Pieces_of_an_upload_that_was_given_up_go_with_the_recording()
    {
        var due = await AddAsync(deletedDaysAgo: 8);
        var upload = Guid.CreateVersion7();
        await using (var context = await OpenAsync())
        {
            var recording = await context.Recordings.Include(r => r.Lecture).SingleAsync(r => r.Id == due, Cancel);
            context.Add(new Upload
            {
                Id = upload, PersonId = recording.RequestedById, RoomId = recording.Lecture!.RoomId, FileName = "a.mp4", Title = "A", HeldAt = DateTimeOffset.UtcNow,
                CreatedAt = DateTimeOffset.UtcNow, TouchedAt = DateTimeOffset.UtcNow, RecordingId = due,
            });
            await context.SaveChangesAsync(Cancel);
        }

        // One that the database knows, or not any more: both lie below the upload's name.
        using (var content = new MemoryStream([1])) await Get<IObjectStore>().PutAsync($"{Upload.PrefixOf(upload)}000000000000000-a", content, "application/octet-stream", Cancel);

        await Get<RecordingPurge>().RunAsync(Cancel);

        await foreach (var left in Get<IObjectStore>().ListAsync("uploads/", Cancel)) Assert.Fail($"{left.Key} is left");
        await using var after = await OpenAsync();
        Assert.False(await after.Uploads.AnyAsync(u => u.Id == upload, Cancel));
    }

    [Fact]
    public async Task A_store_that_fails_leaves_the_rows_and_another_server_goes_on()
    {
        var due = await AddAsync(deletedDaysAgo: 8);
        // What one server began and did not end.
        var interrupted = new RecordingPurge(
            Get<RecordingRemovals>(), Get<UploadStore>(), new FailingStore(Get<IObjectStore>()), Get<RecorderOptions>(), Get<RecorderMetrics>(), TimeProvider.System,
            NullLogger<RecordingPurge>.Instance);
        await Assert.ThrowsAsync<ObjectStoreException>(() => interrupted.RunAsync(Cancel));
        Assert.NotNull(await Get<RecordingStore>().FindAsync(due, Cancel));
        Assert.Equal(2, (await KeysAsync(due)).Count);

        // Its lease holds; then it is over.
        Assert.Equal(0, await Get<RecordingPurge>().RunAsync(Cancel));
        await using (var context = await OpenAsync())
            await context.Recordings.ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseUntil, DateTimeOffset.UtcNow.AddSeconds(-1)), Cancel);
        Assert.Equal(1, await Get<RecordingPurge>().RunAsync(Cancel));
        Assert.Empty(await KeysAsync(due));
    }

    private async Task<List<string>> KeysAsync(Guid id)
    {
        var keys = new List<string>();
        await foreach (var stored in Get<IObjectStore>().ListAsync($"recordings/{id:N}/", Cancel)) keys.Add(stored.Key);
        return keys;
    }

    private async Task<Guid> AddAsync(int? deletedDaysAgo)
    {
        var owner = new Person { Id = Guid.CreateVersion7(), Name = "Ann", UserName = $"{Guid.NewGuid()}", CreatedAt = DateTimeOffset.UtcNow };
        await using var context = await OpenAsync();
        context.Add(owner);
        await context.SaveChangesAsync(Cancel);
        var room = await Get<RoomStore>().CreateAsync(owner.Id, "Physics", Cancel);
        var lecture = await Get<LectureStore>().StartOrGetAsync(room.Id, Cancel);
        var recording = (await Get<RecordingStore>().RequestAsync(lecture.Id, owner.Id, Cancel))!;
        var part = new Part { Id = Guid.CreateVersion7(), RecordingId = recording.Id, Number = 1, StartedAt = DateTimeOffset.UtcNow, RecorderId = "test" };
        var prefix = $"recordings/{recording.Id:N}/part/rendition";
        part.Renditions.Add(new Rendition { Id = Guid.CreateVersion7(), Kind = RenditionKind.Mix, Format = RenditionFormat.Hls, Codecs = "opus", ObjectPrefix = prefix });
        context.Add(part);
        await context.SaveChangesAsync(Cancel);
        DateTimeOffset? deletedAt = deletedDaysAgo is { } days ? DateTimeOffset.UtcNow.AddDays(-days) : null;
        await context.Recordings.Where(r => r.Id == recording.Id).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.State, RecordingState.Ready).SetProperty(r => r.EndedAt, DateTimeOffset.UtcNow).SetProperty(r => r.DeletedAt, deletedAt), Cancel);
        foreach (var file in new[] { "000001.m4s", "index.m3u8", "init.mp4" })
        {
            using var content = new MemoryStream([1, 2, 3]);
            await Get<IObjectStore>().PutAsync($"{prefix}/{file}", content, "application/octet-stream", Cancel);
        }

        return recording.Id;
    }

    private Task<ConferenceDbContext> OpenAsync() => Get<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancel);

    private T Get<T>() where T : notnull => _provider!.GetRequiredService<T>();

    /// <summary>Deletes one object, then is away.</summary>
    private sealed class FailingStore(IObjectStore store) : IObjectStore
    {
        private int _deleted;

        public Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) => store.PutAsync(key, content, contentType, cancellationToken);

        public Task<StoredObject?> OpenAsync(string key, ByteRange? range, CancellationToken cancellationToken) => store.OpenAsync(key, range, cancellationToken);

        public IAsyncEnumerable<StoredKey> ListAsync(string prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => _deleted++ == 0
            ? store.DeleteAsync(key, cancellationToken)
            : throw new ObjectStoreException("The store is away.", isTransient: true);

        public Task<bool> TryCreateAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) =>
            store.TryCreateAsync(key, content, contentType, cancellationToken);

        public Task<Uri?> PresignAsync(string key, TimeSpan lifetime, string? disposition, CancellationToken cancellationToken) => store.PresignAsync(key, lifetime, disposition, cancellationToken);

        public Task ProbeAsync(CancellationToken cancellationToken) => store.ProbeAsync(cancellationToken);
    }
}
