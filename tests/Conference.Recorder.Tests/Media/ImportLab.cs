using Conference.Recorder.Jobs;
using Conference.Recorder.Storage;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Recorder.Tests.Media;

/// <summary>Uploads video files and does jobs on them at once, over a database and a store of its own.</summary>
internal sealed class ImportLab : IAsyncDisposable
{
    public static readonly DateTimeOffset HeldAt = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly PostgresDatabase _database;
    private readonly ServiceProvider _provider;

    private ImportLab(string folder, PostgresDatabase database, ServiceProvider provider) => (Folder, _database, _provider) = (folder, database, provider);

    public string Folder { get; }

    public IObjectStore Store => Get<IObjectStore>();

    public JobStore Jobs => Get<JobStore>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ImportLab> CreateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("conference-import-").FullName;
        var database = await PostgresServer.CreateDatabaseAsync(Cancel);
        var lab = new ImportLab(folder, database, RecorderProcess.Build(database.ConnectionString, folder, new TestSfu()));
        await lab.Get<Migrator>().MigrateAsync(Cancel);
        return lab;
    }

    /// <summary>Makes a file with ffmpeg.</summary>
    public async Task<string> MakeAsync(string extension, params string[] arguments)
    {
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}.{extension}");
        await Tool.FfmpegAsync([.. arguments, path]);
        return path;
    }

    public async Task<(Guid Recording, Job Job)> UploadAsync(string path)
    {
        var owner = new Person { Id = Guid.CreateVersion7(), Name = "Ann", UserName = $"{Guid.NewGuid():N}", Email = $"{Guid.NewGuid():N}@example.org", CreatedAt = DateTimeOffset.UtcNow };
        await using (var context = await Get<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(Cancel))
        {
            context.Add(owner);
            await context.SaveChangesAsync(Cancel);
        }

        var room = await Get<RoomStore>().CreateAsync(owner.Id, "Physics", Cancel);
        var content = await File.ReadAllBytesAsync(path, Cancel);
        var uploads = Get<UploadStore>();
        var upload = new Upload
        {
            Id = Guid.CreateVersion7(), PersonId = owner.Id, RoomId = room.Id, FileName = Path.GetFileName(path), Title = "Algebra", HeldAt = HeldAt, Length = content.Length,
            CreatedAt = DateTimeOffset.UtcNow, TouchedAt = DateTimeOffset.UtcNow,
        };
        Assert.NotNull(await uploads.AddAsync(upload, 5, Cancel));
        // Two pieces, as they come.
        foreach (var (from, to) in new[] { (0, content.Length / 3), (content.Length / 3, content.Length) })
        {
            var key = $"uploads/{upload.Id:N}/{from:D15}";
            using var piece = new MemoryStream(content[from..to]);
            await Store.PutAsync(key, piece, "application/octet-stream", Cancel);
            Assert.True(await uploads.AppendAsync(new UploadPiece { UploadId = upload.Id, Position = from, Length = to - from, ObjectKey = key }, Cancel));
        }

        var recording = (await uploads.CompleteAsync(upload.Id, Cancel))!.Value;
        // Asked again, it is the same recording and the same job.
        Assert.Equal(recording, await uploads.CompleteAsync(upload.Id, Cancel));
        return (recording, Assert.Single(await Jobs.ListAsync(recording, Cancel)));
    }

    /// <summary>Has the job's handler do it.</summary>
    public async Task<RecordingFile?> RunAsync(Job job)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, $"{Guid.NewGuid():N}")).FullName;
        var handler = _provider.GetServices<IJobHandler>().Single(handler => handler.Kind == job.Kind);
        return await handler.RunAsync(new JobRun(job, await FindAsync(job.RecordingId), [], folder), Cancel);
    }

    public async Task<Recording> FindAsync(Guid id) => (await Get<RecordingStore>().FindAsync(id, Cancel))!;

    public async Task<IReadOnlyList<string>> KeysAsync(string prefix)
    {
        var keys = new List<string>();
        await foreach (var (key, _) in Store.ListAsync(prefix, Cancel)) keys.Add(key);
        return keys;
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();
}
