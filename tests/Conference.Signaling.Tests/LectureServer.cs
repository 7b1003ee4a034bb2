using System.Security.Cryptography;
using Conference.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Tests;

/// <summary>The signaling floor as a host has it: Kestrel on a free port, a database of its own, one room with a teacher.</summary>
internal sealed class LectureServer : IAsyncDisposable
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private readonly WebApplication _app;
    private readonly PostgresDatabase _database;
    private readonly bool _ownsDatabase;

    private LectureServer(WebApplication app, PostgresDatabase database, bool ownsDatabase)
    {
        _app = app;
        _database = database;
        _ownsDatabase = ownsDatabase;
    }

    /// <summary>The media plane where a test has none of its own.</summary>
    public InMemorySfu Media => (InMemorySfu)Get<ISfu>();

    public Room Room { get; private set; } = null!;

    public Uri Hub { get; private set; } = null!;

    public RoomService Service => Get<RoomService>();

    public PostgresDatabase Database => _database;

    /// <param name="realSfu">The media plane itself with UDP ports of its own, in place of <see cref="InMemorySfu"/>.</param>
    /// <param name="earlier">A server that was stopped: this one goes on with its database and room.</param>
    public static async Task<LectureServer> StartAsync(
        Action<SignalingOptions>? configure = null, TimeProvider? time = null, bool realSfu = false, LectureServer? earlier = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var database = earlier?._database ?? await PostgresServer.CreateDatabaseAsync(cancellationToken);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        if (realSfu) builder.Services.AddSfu(options => options.UdpPort = 0);
        else builder.Services.AddSingleton<ISfu, InMemorySfu>();
        builder.Services.AddRooms(database.ConnectionString);
        builder.Services.AddSignaling(options =>
        {
            options.JoinTokenKey = Key;
            options.ChatBurst = 1000;
            options.CallBurst = 100_000;
            configure?.Invoke(options);
        });
        var app = builder.Build();
        app.MapSignaling();
        var server = new LectureServer(app, database, earlier is null);
        await server.Get<Migrator>().MigrateAsync(cancellationToken);
        server.Room = earlier?.Room ?? await server.AddRoomAsync();
        await app.StartAsync(cancellationToken);
        server.Hub = new Uri(app.Urls.First() + SignalingOptions.HubPath);
        return server;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public string Token(string name, ParticipantRole role = ParticipantRole.Student) => Get<JoinTokens>().Issue(
        new JoinGrant(Room.Id, Room.Code, role, name, role == ParticipantRole.Teacher ? Room.OwnerId : null));

    public Task<LectureConnection> ConnectAsync() => LectureConnection.OpenAsync(Hub, TestContext.Current.CancellationToken);

    public async Task<Visitor> JoinAsync(
        string name, ParticipantRole role = ParticipantRole.Student, string? resumeKey = null, bool keepsTransports = false, string? token = null)
    {
        var connection = await ConnectAsync();
        var joined = await connection.InvokeAsync<JoinedMessage>(
            "Join",
            TestContext.Current.CancellationToken,
            new JoinMessage(token ?? Token(name, role), resumeKey, ["VP9", "H264", "AV1", "VP8"], keepsTransports));
        return new Visitor(connection, joined);
    }

    public Task<Visitor> JoinTeacherAsync() => JoinAsync("Ada Lovelace", ParticipantRole.Teacher);

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_ownsDatabase) await _database.DisposeAsync();
    }

    private async Task<Room> AddRoomAsync()
    {
        var id = Guid.CreateVersion7();
        await using (var context = await Get<IDbContextFactory<ConferenceDbContext>>().CreateDbContextAsync())
        {
            context.Users.Add(new Person
            {
                Id = id,
                Name = "Ada Lovelace",
                Role = PersonRole.Teacher,
                CreatedAt = DateTimeOffset.UtcNow,
                UserName = "ada@example.org",
                NormalizedUserName = "ADA@EXAMPLE.ORG",
            });
            await context.SaveChangesAsync();
        }

        return await Get<RoomStore>().CreateAsync(id, "Analytical engines", CancellationToken.None);
    }
}
