using System.Diagnostics;
using Npgsql;

namespace Conference.Testing;

/// <summary>
/// A throw-away PostgreSQL cluster, one per test process, in a temporary folder that goes away with the process (also when the process is killed).
/// It listens on a socket in that folder only, so that test processes never fight over a port.
/// </summary>
public sealed class PostgresServer
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(() => StartAsync(keepsCommitted: false));
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    // The shell waits on its input, which closes when this process ends, however it ends: no server outlives its tests.
    // fsync=off: nobody needs these data after a power failure. A kill -9 takes the server's own processes, too: one that hangs on would keep the next start off.
    private const string Script =
        """
        initdb -D "$0/data" -U app --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >"$0/initdb.log" 2>&1 || exit 1
        start() {
          postgres -D "$0/data" -c listen_addresses= -c unix_socket_directories="$0" -c fsync=off -c synchronous_commit="$1" \
            -c full_page_writes=off -c max_connections=300 -c shared_buffers=32MB >>"$0/server.log" 2>&1 </dev/null &
          server=$!
        }
        start "$1"
        while read -r order; do
          case $order in
            kill) kill -KILL $server $(cat /proc/$server/task/$server/children); wait $server; echo killed ;;
            start) start "$1" ;;
          esac
        done
        kill -QUIT $server; wait $server; rm -rf "$0"
        """;

    private readonly string _folder;
    private readonly Process _shell;

    private PostgresServer(string folder, Process shell)
    {
        _folder = folder;
        _shell = shell;
    }

    /// <summary>A new empty database on this process's server, which is started by the first caller.</summary>
    public static async Task<PostgresDatabase> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        var server = await Shared.Value.WaitAsync(cancellationToken);
        return await server.CreateAsync(cancellationToken);
    }

    /// <summary>A server of one's own, to be killed: what it has committed it still knows afterwards.</summary>
    public static Task<PostgresServer> StartOwnAsync() => StartAsync(keepsCommitted: true);

    /// <summary>A new empty database.</summary>
    public async Task<PostgresDatabase> CreateAsync(CancellationToken cancellationToken)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE DATABASE {name}", cancellationToken);
        return new PostgresDatabase(this, name);
    }

    /// <summary>kill -9 of all its processes.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        await _shell.StandardInput.WriteLineAsync("kill".AsMemory(), cancellationToken);
        await _shell.StandardInput.FlushAsync(cancellationToken);
        await _shell.StandardOutput.ReadLineAsync(cancellationToken);
    }

    /// <summary>Starts it again; returns when it answers.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await _shell.StandardInput.WriteLineAsync("start".AsMemory(), cancellationToken);
        await _shell.StandardInput.FlushAsync(cancellationToken);
        await ReadyAsync();
    }

    internal string ConnectionString(string database) =>
        $"Host={_folder};Username=app;Database={database};Include Error Detail=true";

    internal async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<PostgresServer> StartAsync(bool keepsCommitted)
    {
        var folder = Directory.CreateTempSubdirectory("conference-pg-").FullName;
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root.
            using (var chown = Process.Start("chown", ["nobody", folder])) await chown.WaitForExitAsync();
            start.FileName = "runuser";
            foreach (var argument in new[] { "-u", "nobody", "--", "sh" }) start.ArgumentList.Add(argument);
        }
        else
        {
            start.FileName = "sh";
        }

        foreach (var argument in new[] { "-c", Script, folder, keepsCommitted ? "on" : "off" }) start.ArgumentList.Add(argument);
        start.WorkingDirectory = folder;
        start.Environment["PATH"] = $"{BinaryFolder()}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment.Remove("PGDATA");
        start.Environment["LC_ALL"] = "C.UTF-8";
        var server = new PostgresServer(folder, Process.Start(start)!);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server._shell.StandardInput.Close();
        await server.ReadyAsync();
        return server;
    }

    private async Task ReadyAsync()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await ExecuteAsync("SELECT 1", CancellationToken.None);
                return;
            }
            catch (NpgsqlException) when (!_shell.HasExited && waited.Elapsed < StartLimit)
            {
                await Task.Delay(50); // PostgreSQL has no event for "ready" that a client could await
            }
            catch (NpgsqlException e)
            {
                throw new InvalidOperationException($"PostgreSQL did not start:\n{Log("initdb.log")}\n{Log("server.log")}", e);
            }
        }
    }

    private string Log(string name)
    {
        var path = Path.Combine(_folder, name);
        return File.Exists(path) ? File.ReadAllText(path) : $"(no {name})";
    }

    // Debian keeps the server's programs out of PATH, one folder per major version.
    private static string BinaryFolder()
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        return versions
            .Select(version => Path.Combine(version, "bin"))
            .Where(folder => File.Exists(Path.Combine(folder, "initdb")))
            .OrderByDescending(folder => folder.Length).ThenByDescending(folder => folder, StringComparer.Ordinal)
            .FirstOrDefault() ?? "/usr/local/bin";
    }
}
