using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
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
    private readonly HttpClient _admin;
    private readonly WhipClient _client = new();
    private readonly Dictionary<string, Room> _rooms = [];

    private ConferenceServer(ServerProcess process, PostgresDatabase database, string data, HttpClient admin)
    {
        _process = process;
        _database = database;
        _data = data;
        _admin = admin;
    }

    public string Name => "conference";

    public int ProcessId => _process.Id;

    public static async Task<ConferenceServer> StartAsync(ServerSetting setting, CancellationToken cancellationToken)
    {
        var database = await PostgresServer.CreateDatabaseAsync(cancellationToken);
        var data = Directory.CreateTempSubdirectory("conference-load-").FullName;
        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var port = FreePort();
        var folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../web/Conference.Web"));
        var process = ServerProcess.Start(setting.Core, Path.Combine(folder, "bin/Release/net10.0/Conference.Web"), [], new Dictionary<string, string>
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
        var admin = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var server = new ConferenceServer(process, database, data, admin);
        try
        {
            await process.ReadyAsync(() => server.IsReadyAsync(cancellationToken), StartLimit, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task OpenRoomAsync(string room, CancellationToken cancellationToken)
    {
        var code = (string)(await PostAsync("/api/rooms", new { title = room }, cancellationToken))["code"]!;
        async Task<Door> OpenAsync(string use)
        {
            var issued = await PostAsync($"/api/rooms/{code}/tokens", new { use, name = use }, cancellationToken);
            return new Door(new Uri(_admin.BaseAddress!, $"/{use}/{code}"), (string)issued["token"]!);
        }

        _rooms.Add(room, new Room(await OpenAsync("whip"), await OpenAsync("whep")));
    }

    public async Task<string> PublishAsync(string room, string offer, CancellationToken cancellationToken)
    {
        var door = _rooms[room].Whip;
        return (await _client.PostAsync(door.Endpoint, door.Token, offer, cancellationToken)).Answer;
    }

    public async Task<string> SubscribeAsync(string room, ISubscriberEnd end, CancellationToken cancellationToken)
    {
        var door = _rooms[room].Whep;
        return (await _client.PostAsync(door.Endpoint, door.Token, await end.OfferAsync(cancellationToken), cancellationToken)).Answer;
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
        _admin.Dispose();
        await _process.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _admin.GetAsync(new Uri("/healthz/ready", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }

    private async Task<JsonNode> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await _admin.PostAsJsonAsync(path, body, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"POST {path}: {(int)answer.StatusCode} {text}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Door(Uri Endpoint, string Token);

    private sealed record Room(Door Whip, Door Whep);
}
