using Npgsql;

namespace Conference.Testing;

/// <summary>One fresh database of the process's <see cref="PostgresServer"/>; disposing drops it.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly string _name;

    internal PostgresDatabase(PostgresServer server, string name)
    {
        _server = server;
        _name = name;
        ConnectionString = server.ConnectionString(name);
    }

    /// <summary>For Npgsql.</summary>
    public string ConnectionString { get; }

    /// <summary>Cuts every connection to this database, as a restart of the server would.</summary>
    public Task DisconnectAllAsync(CancellationToken cancellationToken) => _server.ExecuteAsync(
        $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_name}'", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(ConnectionString)) NpgsqlConnection.ClearPool(connection);
        await _server.ExecuteAsync($"DROP DATABASE {_name} WITH (FORCE)", CancellationToken.None);
    }
}
