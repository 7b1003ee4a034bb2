using Npgsql;

namespace Conference.Recorder.Tests.Media;

/// <summary>A database that takes no new row of one table: it refuses each, or does not answer.</summary>
internal sealed class DatabaseTrap : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly string _table;
    private readonly NpgsqlConnection? _holder;

    private DatabaseTrap(NpgsqlDataSource source, string table, NpgsqlConnection? holder) => (_source, _table, _holder) = (source, table, holder);

    /// <param name="stalls">Else it refuses.</param>
    public static async Task<DatabaseTrap> SetAsync(string connectionString, string table, bool stalls, CancellationToken cancellationToken)
    {
        var source = NpgsqlDataSource.Create(connectionString);
        var holder = stalls ? await source.OpenConnectionAsync(cancellationToken) : null;
        if (holder is not null)
        {
            await using var hold = new NpgsqlCommand("SELECT pg_advisory_lock(1)", holder);
            await hold.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var set = source.CreateCommand(
            $$"""
            CREATE OR REPLACE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                {{(stalls ? "PERFORM pg_advisory_xact_lock_shared(1);" : "RAISE EXCEPTION 'trapped';")}}
                RETURN NEW;
            END $$;
            CREATE TRIGGER trap BEFORE INSERT ON {{table}} FOR EACH ROW EXECUTE FUNCTION trap();
            """);
        await set.ExecuteNonQueryAsync(cancellationToken);
        return new DatabaseTrap(source, table, holder);
    }

    /// <summary>Rows are taken from now on.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_holder is not null) await _holder.DisposeAsync();
        // Closed for good, so that the lock goes with it; and whatever was killed meanwhile.
        _source.Clear();
        await using var release = _source.CreateCommand($"DROP TRIGGER trap ON {_table}");
        await release.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_holder is not null) await _holder.DisposeAsync();
        await _source.DisposeAsync();
    }
}
