using Conference.Recorder.Storage;
using Conference.Rooms;
using Conference.Rooms.Storage;
using Conference.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Recorder.Tests.Storage;

/// <summary>An ordered list of two stores over a real journal: home, whatever the test makes of it, and a partner.</summary>
internal sealed class TwoStores : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ServiceProvider _provider;
    private readonly PostgresDatabase? _database;

    private TwoStores(string connection, PostgresDatabase? database, string folder, IObjectStore? home, Func<IObjectStore, IObjectStore> wrap, TimeProvider time)
    {
        _database = database;
        _folder = folder;
        _provider = new ServiceCollection().AddLogging().AddRooms(connection).BuildServiceProvider();
        Home = home ?? new FolderObjectStore(Path.Combine(_folder, "home"));
        Partner = new FolderObjectStore(Path.Combine(_folder, "partner"));
        Targets = new StoreTargets([
            new StoreTarget("home", wrap(Home), Metrics, time, NullLogger.Instance),
            new StoreTarget("partner", wrap(Partner), Metrics, time, NullLogger.Instance),
        ]);
        Store = new OrderedObjectStore(Targets, Detours);
        Moves = new HomewardMoves(Targets, Detours, Options, Metrics, NullLogger<HomewardMoves>.Instance);
        Keeper = new StoreKeeper(Targets, Detours, Moves, Options, Metrics, time, NullLogger<StoreKeeper>.Instance);
    }

    public string Folder => _folder;

    public string Connection => _database!.ConnectionString;

    public RecorderMetrics Metrics { get; } = new();

    /// <summary>The stores themselves, as an operator would look into them.</summary>
    public IObjectStore Home { get; }

    public FolderObjectStore Partner { get; }

    public StoreTargets Targets { get; }

    public OrderedObjectStore Store { get; }

    public HomewardMoves Moves { get; }

    public StoreKeeper Keeper { get; }

    public ObjectDetours Detours => _provider.GetRequiredService<ObjectDetours>();

    private RecorderOptions Options => new() { Stores = [new("home") { Folder = "home" }, new("partner") { Folder = "partner" }], SpoolFolder = Path.Combine(_folder, "spool") };

    /// <param name="home">A folder when null.</param>
    /// <param name="wrap">What stands between the list and a store.</param>
    public static async Task<TwoStores> CreateAsync(IObjectStore? home = null, Func<IObjectStore, IObjectStore>? wrap = null, TimeProvider? time = null)
    {
        var database = await PostgresServer.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("conference-stores-").FullName;
        var stores = new TwoStores(database.ConnectionString, database, folder, home, wrap ?? (store => store), time ?? TimeProvider.System);
        await stores._provider.GetRequiredService<Migrator>().MigrateAsync(TestContext.Current.CancellationToken);
        return stores;
    }

    /// <summary>The same stores and journal, for another process.</summary>
    public static TwoStores Open(string connection, string folder, Func<IObjectStore, IObjectStore> wrap) => new(connection, null, folder, null, wrap, TimeProvider.System);

    /// <summary>Objects of a store; empty is what a store is from which everything was moved.</summary>
    public static async Task<List<string>> KeysAsync(IObjectStore store)
    {
        var keys = new List<string>();
        await foreach (var key in store.ListAsync("", TestContext.Current.CancellationToken)) keys.Add(key.Key);
        return keys;
    }

    public static async Task<byte[]?> ReadAsync(IObjectStore store, string key)
    {
        await using var stored = await store.OpenAsync(key, null, TestContext.Current.CancellationToken);
        if (stored is null) return null;
        var read = new MemoryStream();
        await stored.Content.CopyToAsync(read, TestContext.Current.CancellationToken);
        return read.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        Keeper.Dispose();
        Store.Dispose();
        Targets.Dispose();
        await _provider.DisposeAsync();
        Metrics.Dispose();
        if (_database is null) return;
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
