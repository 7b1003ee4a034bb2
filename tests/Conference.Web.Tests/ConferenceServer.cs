using System.Net.Sockets;
using System.Text.Json;
using Conference.Recorder.Storage;
using Conference.Signaling.Messages;
using Conference.Web.Accounts;
using Conference.Web.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Web.Tests;

/// <summary>The whole application on a free port, over a database and a data folder of its own.</summary>
public sealed class ConferenceServer : IAsyncLifetime
{
    public const string Password = "correct horse battery";

    public const string AdminToken = "0123456789abcdef0123456789abcdef";

    /// <summary>Small enough to be filled by a test.</summary>
    public const int RoomCapacity = 20;

    public static readonly IReadOnlyList<IceServerView> IceServers =
    [
        new(["stun:stun.example.org:3478"], null, null),
        new(["turn:turn.example.org:3478?transport=udp", "turns:turn.example.org:443?transport=tcp"], "lectures", "quote\"and\\slash"),
    ];

    private static int _browsers;

    private PostgresDatabase? _database;
    private WebApplication? _app;

    public string Data { get; } = Directory.CreateTempSubdirectory("conference-web-").FullName;

    public Uri Url { get; private set; } = new("http://localhost");

    public IServiceProvider Services => _app!.Services;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync();
        _app = ConferenceApplication.Build(Options(_database.ConnectionString));
        await _app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        await _app.StartAsync();
        Url = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        await _database!.DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }

    /// <summary>A browser of its own: cookies, the header that our pages send, and an address that no other test's rate limit touches.</summary>
    public HttpClient OpenBrowser(bool withHeader = true)
    {
        var number = Interlocked.Increment(ref _browsers);
        var address = new IPAddress([127, 1, (byte)(number >> 8), (byte)number]);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = true,
            Expect100ContinueTimeout = TimeSpan.FromSeconds(30), // who asks to be told waits for it
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(address, 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var browser = new HttpClient(handler) { BaseAddress = Url };
        if (withHeader) browser.DefaultRequestHeaders.Add("X-Conference", "1");
        return browser;
    }

    public async Task<string> InviteAsync(PersonRole role) =>
        (await Services.GetRequiredService<InvitationLinks>().CreateAsync(role, null, TestContext.Current.CancellationToken)).Token;

    /// <summary>A browser signed in with a new account.</summary>
    public async Task<(HttpClient Browser, Guid Id, string Email)> SignUpAsync(PersonRole role, string name = "Ada Lovelace")
    {
        var browser = OpenBrowser();
        var email = $"{Guid.NewGuid():N}@example.org";
        using var answer = await browser.PostAsJsonAsync(
            $"/api/invitations/{await InviteAsync(role)}", new { name, email, password = Password }, TestContext.Current.CancellationToken);
        var session = await Answers.OkAsync(answer);
        return (browser, session.GetProperty("person").GetProperty("id").GetGuid(), email);
    }

    public static async Task<string> CreateRoomAsync(HttpClient teacher, string title = "Algebra")
    {
        using var answer = await teacher.PostAsJsonAsync("/api/rooms", new { title }, TestContext.Current.CancellationToken);
        return (await Answers.OkAsync(answer)).GetProperty("code").GetString()!;
    }

    /// <summary>A recording as a recorder leaves it: one part with a mix and a camera, whose segment is 1,000 bytes of rising value.</summary>
    public async Task<(Guid Recording, Guid Camera)> AddRecordingAsync(string roomCode)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var room = await Services.GetRequiredService<RoomStore>().FindAsync(roomCode, cancellation);
        var lecture = await Services.GetRequiredService<LectureStore>().StartOrGetAsync(room!.Id, cancellation);
        var recordings = Services.GetRequiredService<RecordingStore>();
        var leases = Services.GetRequiredService<RecordingLeases>();
        var id = (await recordings.RequestAsync(lecture.Id, room.OwnerId, cancellation))!.Id;
        // The recorder of this server may have leased it already; what it thinks of a room without media is not what is tested here.
        await using (var context = await Services.GetRequiredService<Microsoft.EntityFrameworkCore.IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync(cancellation))
        {
            var row = await context.Recordings.FindAsync([id], cancellation);
            row!.LeaseOwner = "test";
            row.LeaseUntil = DateTimeOffset.UtcNow.AddHours(1);
            await context.SaveChangesAsync(cancellation);
        }

        var part = (await leases.AddPartAsync(id, Guid.CreateVersion7(), "test", DateTimeOffset.UtcNow, cancellation)).Part!;
        var camera = Guid.CreateVersion7();
        foreach (var (rendition, kind) in new[] { (Guid.CreateVersion7(), RenditionKind.Mix), (camera, RenditionKind.Camera) })
        {
            await leases.AddRenditionAsync(
                new Rendition
                {
                    Id = rendition,
                    PartId = part.Id,
                    Kind = kind,
                    Format = RenditionFormat.Hls,
                    Codecs = "vp09.00.10.08",
                    ObjectPrefix = $"recordings/{id}/{part.Id}/{rendition}",
                    ParticipantName = kind == RenditionKind.Camera ? "Ada" : null,
                },
                cancellation);
            var store = Services.GetRequiredService<IObjectStore>();
            await PutAsync("index.m3u8", "#EXTM3U\n#EXTINF:1,\n000001.m4s\n"u8.ToArray());
            await PutAsync("000001.m4s", [.. Enumerable.Range(0, 1000).Select(i => (byte)i)]);

            async Task PutAsync(string file, byte[] bytes)
            {
                using var content = new MemoryStream(bytes);
                await store.PutAsync($"recordings/{id}/{part.Id}/{rendition}/{file}", content, "application/octet-stream", cancellation);
            }
        }

        await leases.MarkReadyAsync(id, "test", DateTimeOffset.UtcNow, 61_000, cancellation);
        return (id, camera);
    }

    private ConferenceOptions Options(string database) => new()
    {
        Data = Data, Database = database, Port = 0, UdpPort = 0, Workers = 1, Listen = IPAddress.Loopback, Stores = [new("folder") { Folder = Path.Combine(Data, "recordings") }],
        AdminToken = AdminToken, RoomCapacity = RoomCapacity, IceServers = IceServers,
        CompatibleRendition = false, // its encoder would run beside every test that has a recording
    };
}
