using System.Net.Sockets;
using System.Security.Cryptography;
using Conference.Testing;

namespace Conference.Load.Servers;

/// <summary>
/// "conference": the whole product as it is deployed (pages, hub, recorder, metrics, PostgreSQL beside it) with one Worker, driven by WHIP and WHEP. Its
/// processor time is the whole process's; PostgreSQL's is not in it.
/// </summary>
internal sealed class ConferenceServer : IServer
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ServerProcess _process;
    private readonly PostgresDatabase _database;
    private readonly string _data;
    private readonly WhipClient _client = new();
    private readonly Dictionary<string, ConferenceRoom> _rooms = [];

    private ConferenceServer(ServerProcess process, PostgresDatabase database, string data, ConferenceApi api, Variant variant)
    {
        Name = variant.Name.Length == 0 ? "conference" : $"conference+{variant.Name}";
        _process = process;
        _database = database;
        _data = data;
        Api = api;
    }

    public string Name { get; }

    public int ProcessId => _process.Id;

    /// <summary>Its HTTP API, for what only the whole product has.</summary>
    public ConferenceApi Api { get; }

    public static async Task<ConferenceServer> StartAsync(ServerSetting setting, Variant variant, CancellationToken cancellationToken)
    {
        var database = await PostgresServer.CreateDatabaseAsync(cancellationToken);
        var data = Directory.CreateTempSubdirectory("conference-load-").FullName;
        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var port = FreePort();
        var folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../artifacts/bench/server")); // bench/run.sh builds it there
        var process = ServerProcess.Start(setting.Core, Path.Combine(folder, "Conference.Web"), [], new Dictionary<string, string>(variant.Environment)
        {
            ["CONFERENCE_PORT"] = $"{port}",
            ["CONFERENCE_LISTEN"] = "127.0.0.1",
            ["CONFERENCE_UDP_PORT"] = "0",
            ["CONFERENCE_PUBLIC_ADDRESS"] = setting.MediaAddress,
            ["CONFERENCE_WORKERS"] = "1",
            ["CONFERENCE_ROOM_CAPACITY"] = "2000",
            ["CONFERENCE_ADMIN_TOKEN"] = token,
            ["CONFERENCE_DATA"] = data,
            ["CONFERENCE_DATABASE"] = database.ConnectionString,
        }, folder);
        var server = new ConferenceServer(process, database, data, new ConferenceApi(new Uri($"http://127.0.0.1:{port}"), token), variant);
        try
        {
            await process.ReadyAsync(() => server.Api.IsReadyAsync(cancellationToken), StartLimit, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task OpenRoomAsync(string room, CancellationToken cancellationToken) => _rooms.Add(room, await Api.OpenRoomAsync(room, cancellationToken));

    public async Task<string> PublishAsync(string room, string offer, CancellationToken cancellationToken)
    {
        var open = _rooms[room];
        return (await _client.PostAsync(open.Whip, open.WhipToken, offer, cancellationToken)).Answer;
    }

    public async Task<string> SubscribeAsync(string room, ISubscriberEnd end, CancellationToken cancellationToken)
    {
        var open = _rooms[room];
        return (await _client.PostAsync(open.Whep, open.WhepToken, await end.OfferAsync(cancellationToken), cancellationToken)).Answer;
    }

    /// <summary>A session ends with its transport, and everybody has said goodbye on that.</summary>
    public Task CloseRoomAsync(string room, CancellationToken cancellationToken)
    {
        _rooms.Remove(room);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        Api.Dispose();
        await _process.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
