using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Conference.Rooms.Tests;

public sealed class MigratorTests : IAsyncLifetime
{
    private static readonly Migration First = Migration.Create("0001-first", "CREATE TABLE one (id integer); INSERT INTO one VALUES (1);");
    private static readonly Migration Second = Migration.Create("0002-second", "CREATE TABLE two (id integer);");

    private PostgresDatabase? _database;
    private NpgsqlDataSource? _source;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _source!.DisposeAsync();
        await _database!.DisposeAsync();
    }

    [Fact]
    public void The_programs_own_migrations_are_numbered_from_one_without_gaps() =>
        Assert.Equal(Enumerable.Range(1, Migration.All.Count), Migration.All.Select(migration => migration.Number));

    [Fact]
    public async Task Ten_servers_that_start_at_once_apply_each_migration_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Migrator(First, Second).MigrateAsync(Cancellation)));

        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM one"));
        Assert.Equal(2L, await ScalarAsync("SELECT count(*) FROM schema_migrations"));
        Assert.True(await Migrator(First, Second).IsCurrentAsync(Cancellation));
    }

    [Fact]
    public async Task A_later_program_applies_only_what_is_new()
    {
        await Migrator(First).MigrateAsync(Cancellation);
        Assert.False(await Migrator(First, Second).IsCurrentAsync(Cancellation));

        await Migrator(First, Second).MigrateAsync(Cancellation);
        await Migrator(First, Second).MigrateAsync(Cancellation);

        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM one"));
        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM two"));
    }

    [Fact]
    public async Task A_newer_database_stops_the_start_with_a_sentence_that_names_its_migration()
    {
        await Migrator(First, Second).MigrateAsync(Cancellation);

        var refused = await Assert.ThrowsAsync<MigrationException>(() => Migrator(First).MigrateAsync(Cancellation));

        Assert.Contains("0002-second", refused.Message, StringComparison.Ordinal);
        Assert.Contains("newer program", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_migration_is_refused_but_other_line_ends_are_no_change()
    {
        var lines = Migration.Create("0001-first", "CREATE TABLE one\n(id integer);");
        await Migrator(lines).MigrateAsync(Cancellation);
        await Migrator(Migration.Create("0001-first", "CREATE TABLE one\r\n(id integer);")).MigrateAsync(Cancellation);

        var refused = await Assert.ThrowsAsync<MigrationException>(() => Migrator(First).MigrateAsync(Cancellation));

        Assert.Contains("0001-first", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind_and_frees_the_lock()
    {
        var broken = Migration.Create("0002-second", "CREATE TABLE two (id integer); SELECT 1 / 0;");

        await Assert.ThrowsAsync<PostgresException>(() => Migrator(First, broken).MigrateAsync(Cancellation));

        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM pg_tables WHERE tablename = 'two'"));
        await Migrator(First, Second).MigrateAsync(Cancellation);
        Assert.Equal(2L, await ScalarAsync("SELECT count(*) FROM schema_migrations"));
    }

    private Migrator Migrator(params Migration[] migrations) => new(_source!, migrations, NullLogger<Migrator>.Instance);

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = _source!.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
