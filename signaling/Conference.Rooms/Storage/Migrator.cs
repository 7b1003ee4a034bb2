using Microsoft.Extensions.Logging;
using Npgsql;

namespace Conference.Rooms.Storage;

/// <summary>
/// Brings the database to this program's schema: applies each numbered SQL file that is not there yet in a transaction of its own and records it
/// with its checksum. An advisory lock lets servers that start at the same moment take turns.
/// </summary>
public sealed partial class Migrator
{
    // Any constant serves, as long as nothing else in the database uses it; "confmigr" in ASCII.
    private const long AdvisoryLock = 0x636F_6E66_6D69_6772;

    private readonly NpgsqlDataSource _database;
    private readonly IReadOnlyList<Migration> _migrations;
    private readonly ILogger<Migrator> _logger;

    public Migrator(NpgsqlDataSource database, ILogger<Migrator> logger)
        : this(database, Migration.All, logger)
    {
    }

    internal Migrator(NpgsqlDataSource database, IReadOnlyList<Migration> migrations, ILogger<Migrator> logger)
    {
        _database = database;
        _migrations = migrations;
        _logger = logger;
    }

    /// <summary>Applies what is missing; does nothing when all is there.</summary>
    /// <exception cref="MigrationException">The database is newer than this program, or an applied migration has another text here.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({AdvisoryLock})", cancellationToken);
        try
        {
            await ExecuteAsync(connection,
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    number integer PRIMARY KEY,
                    name text NOT NULL,
                    checksum text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now())
                """,
                cancellationToken);
            var applied = await ReadAppliedAsync(connection, cancellationToken);
            Verify(applied);
            foreach (var migration in _migrations.Where(migration => !applied.ContainsKey(migration.Number)))
                await ApplyAsync(connection, migration, cancellationToken);
        }
        finally
        {
            // Not cancelled with the start: the connection goes back to the pool, and the lock belongs to the session.
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
        }
    }

    /// <summary>True when every migration of this program is recorded and none besides.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand("SELECT count(*), max(number) FROM schema_migrations");
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.GetInt64(0) == _migrations.Count && !await row.IsDBNullAsync(1, cancellationToken) && row.GetInt32(1) == _migrations[^1].Number;
    }

    private void Verify(Dictionary<int, (string Name, string Checksum)> applied)
    {
        var newest = _migrations[^1].Number;
        if (applied.Count > 0 && applied.Keys.Max() is var number && number > newest)
        {
            throw new MigrationException(
                $"The database has migration {applied[number].Name}, but this program knows only up to {_migrations[^1].Name}: "
                + "start the newer program, or restore the database of this one.");
        }

        foreach (var migration in _migrations)
        {
            if (applied.TryGetValue(migration.Number, out var there) && there.Checksum != migration.Checksum)
            {
                throw new MigrationException(
                    $"Migration {migration.Name} was applied to the database with another text than this program has: "
                    + "an applied migration must not be changed; write a new one.");
            }
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, migration.Sql, cancellationToken);
        await using var record = new NpgsqlCommand(
            "INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)", connection, transaction);
        record.Parameters.AddWithValue(migration.Number);
        record.Parameters.AddWithValue(migration.Name);
        record.Parameters.AddWithValue(migration.Checksum);
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogApplied(migration.Name);
    }

    private static async Task<Dictionary<int, (string Name, string Checksum)>> ReadAppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT number, name, checksum FROM schema_migrations", connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var applied = new Dictionary<int, (string Name, string Checksum)>();
        while (await row.ReadAsync(cancellationToken)) applied[row.GetInt32(0)] = (row.GetString(1), row.GetString(2));
        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        // No command timeout: another server may hold the lock as long as its migration takes.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
