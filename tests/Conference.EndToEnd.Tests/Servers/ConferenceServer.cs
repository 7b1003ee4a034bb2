using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Conference.Testing;

namespace Conference.EndToEnd.Tests.Servers;

/// <summary>The real, built server as a process of its own on a database of its own; it may be killed and started again on the same data.</summary>
public sealed partial class ConferenceServer : IAsyncDisposable
{
    private readonly PostgresDatabase _database;
    private readonly string _data;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;

    private ConferenceServer(PostgresDatabase database, string data, int port, IReadOnlyDictionary<string, string> settings)
    {
        _database = database;
        _data = data;
        Port = port;
        _settings = settings;
    }

    public int Port { get; }

    /// <summary>A secure origin for browsers, whatever the scheme.</summary>
    public Uri Address => new($"http://localhost:{Port}");

    public int ProcessId => _process!.Id;

    /// <summary>Everything the server has written so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Recordings lie in that store, to which browsers are sent by links that expire after two seconds.</summary>
    public static Task<ConferenceServer> StartAsync(CephServer store, CancellationToken cancellationToken) => StartAsync(
        cancellationToken, ("CONFERENCE_S3_ENDPOINT", $"{store.Endpoint}"), ("CONFERENCE_S3_PUBLIC_ENDPOINT", $"{store.PublicEndpoint}"), ("CONFERENCE_S3_BUCKET", "recordings"),
        ("CONFERENCE_S3_ACCESS_KEY", store.AccessKey), ("CONFERENCE_S3_SECRET_KEY", store.SecretKey), ("CONFERENCE_LINK_SECONDS", "2"));

    public static async Task<ConferenceServer> StartAsync(CancellationToken cancellationToken, params (string Name, string Value)[] settings)
    {
        var database = await PostgresServer.CreateDatabaseAsync(cancellationToken);
        var data = Directory.CreateTempSubdirectory("conference-e2e-").FullName;
        var server = new ConferenceServer(database, data, FreePort(), settings.ToDictionary(setting => setting.Name, setting => setting.Value));
        try
        {
            await server.StartProcessAsync(cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>The first sign-in link, which the server prints while it has no administrator.</summary>
    public async Task<string> AdministratorTokenAsync(CancellationToken cancellationToken)
    {
        var match = await Until.ValueAsync(
            () => Task.FromResult(InvitationLink().Match(Output)), found => found.Success, 10, "the server prints the administrator's link", cancellationToken);
        return match.Groups[1].Value;
    }

    /// <summary>kill -9: no goodbye to anybody.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public async Task StartProcessAsync(CancellationToken cancellationToken)
    {
        var project = Path.Combine(Checkout.Root, "web", "Conference.Web");
        var start = new ProcessStartInfo(Path.Combine(project, "bin", Checkout.Configuration, "net10.0", "Conference.Web"))
        {
            WorkingDirectory = project, // the built client lies in its wwwroot
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CONFERENCE_PORT"] = $"{Port}";
        start.Environment["CONFERENCE_UDP_PORT"] = "0";
        start.Environment["CONFERENCE_DATA"] = _data;
        start.Environment["CONFERENCE_DATABASE"] = _database.ConnectionString;
        start.Environment["CONFERENCE_COMPATIBLE_RENDITION"] = "false"; // its encoder would run beside every later test
        foreach (var (name, value) in _settings) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = Address };
        await Until.TrueAsync(async () =>
        {
            Assert.False(_process.HasExited, $"The server ended at its start:\n{Output}");
            try
            {
                using var answer = await client.GetAsync(new Uri("/healthz/ready", UriKind.Relative), cancellationToken);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false; // not listening yet
            }
        }, 60, "the server is ready", cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Keep("(the server did not end within 20 s of SIGTERM and was killed)");
                _process.Kill(entireProcessTree: true);
            }
        }
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(Checkout.Artifacts, "servers")).FullName, $"{Port}.log"), Output);
        _process?.Dispose();
        await _database.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private void Keep(string? line)
    {
        if (line is not null) _output.Enqueue(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"/invite/([\w-]+)")]
    private static partial Regex InvitationLink();
}
