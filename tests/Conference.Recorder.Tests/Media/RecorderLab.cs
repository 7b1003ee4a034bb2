using Conference.Recorder.Storage;
using Conference.Recorder.Tests.Crashes;
using Conference.Rooms.Model;
using Conference.Rooms.Storage;
using Conference.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conference.Recorder.Tests.Media;

/// <summary>A database, a folder and a source for recorders in processes of their own, and the recorder that comes after one of them was killed: the test's own.</summary>
internal sealed class RecorderLab : IAsyncDisposable
{
    private const int SourceSeconds = 15;

    private readonly PostgresDatabase _database;
    private readonly ServiceProvider _provider;
    private DatabaseChanges _changes;

    private RecorderLab(string folder, PostgresDatabase database, ServiceProvider provider, DatabaseChanges changes, CrashSource source) =>
        (Folder, _database, _provider, _changes, Source) = (folder, database, provider, changes, source);

    public string Folder { get; }

    public CrashSource Source { get; }

    public string Spool => Path.Combine(Folder, "spool");

    public IServiceProvider Services => _provider;

    public string ConnectionString => _database.ConnectionString;

    /// <summary>What the test's own recorder logs.</summary>
    public string Log => Path.Combine(Folder, "recorder.log");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="server">The test process's own where null.</param>
    public static async Task<RecorderLab> CreateAsync(PostgresServer? server = null)
    {
        var folder = Directory.CreateTempSubdirectory("conference-kill-").FullName;
        var database = server is null ? await PostgresServer.CreateDatabaseAsync(Cancel) : await server.CreateAsync(Cancel);
        var provider = RecorderProcess.Build(
            database.ConnectionString, folder, new TestSfu(),
            more: services => services.AddLogging(logging => logging.AddProvider(new FileLog(Path.Combine(folder, "recorder.log"))).AddFilter("Microsoft", LogLevel.Warning)));
        await provider.GetRequiredService<Migrator>().MigrateAsync(Cancel);
        var source = await CrashSource.EncodeAsync(SourceSeconds);
        source.Save(Path.Combine(folder, "source"));
        return new RecorderLab(folder, database, provider, await DatabaseChanges.ListenAsync(database.ConnectionString, Cancel), source);
    }

    public T Get<T>() where T : notnull => _provider.GetRequiredService<T>();

    public RecorderOrders Orders(Recording recording, Guid teacher) =>
        new(_database.ConnectionString, Folder, recording.LectureId, teacher, Path.Combine(Folder, "source"), SourceSeconds * Encoded.FramesPerSecond);

    /// <summary>The next recorder, in this process; its media server has no room.</summary>
    public async Task StartRecorderAsync()
    {
        foreach (var service in _provider.GetServices<IHostedService>()) await service.StartAsync(Cancel);
    }

    /// <summary>After the database was killed and started again: what was connected to it is gone.</summary>
    public async Task ReconnectAsync()
    {
        await _changes.DisposeAsync();
        await using (var killed = new NpgsqlConnection(_database.ConnectionString)) NpgsqlConnection.ClearPool(killed);
        Get<NpgsqlDataSource>().Clear();
        _changes = await DatabaseChanges.ListenAsync(_database.ConnectionString, Cancel);
    }

    public async Task<Recording> WaitAsync(Guid id, Predicate<Recording> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        while (true)
        {
            var recording = await Get<RecordingStore>().FindAsync(id, limit.Token);
            Assert.True(recording!.State != RecordingState.Failed, recording.FailureReason);
            if (condition(recording)) return recording;
            await _changes.NextAsync(limit.Token);
        }
    }

    public Task<Recording> ReadyAsync(Guid id) => WaitAsync(id, recording => recording.State == RecordingState.Ready);

    /// <summary>What a complete recording lacks of what was received.</summary>
    /// <param name="received">See <see cref="CrashCheck.CheckAsync"/>.</param>
    public async Task<CrashResult> CheckAsync(Recording ready, params (int From, int Pictures, int Sounds)[] received)
    {
        var result = await new CrashCheck(Source, Get<IObjectStore>(), Folder).CheckAsync(0, Fault.Server, 0, ready, [.. received]);
        TestContext.Current.SendDiagnosticMessage($"{result}");
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _provider.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await _provider.DisposeAsync();
        await _changes.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
