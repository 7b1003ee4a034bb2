using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Conference.Rooms.Tests;

public sealed class SchemaTests(StorageFixture storage) : IClassFixture<StorageFixture>
{
    private const string Catalog =
        """
        SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || coalesce(character_maximum_length::text, '')
               || ' ' || is_nullable || ' ' || is_identity || ' ' || coalesce(column_default, '')
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'schema_migrations'
        UNION ALL
        SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'schema_migrations'
        UNION ALL
        SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'schema_migrations'
        ORDER BY 1
        """;

    [Fact]
    public async Task The_migrated_schema_is_the_one_that_ef_would_make_of_the_model()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var generated = await PostgresServer.CreateDatabaseAsync(cancellationToken);
        var options = new DbContextOptionsBuilder<ConferenceDbContext>().UseNpgsql(generated.ConnectionString).Options;
        await using (var context = new ConferenceDbContext(options))
            await context.Database.EnsureCreatedAsync(cancellationToken);

        var expected = await ReadAsync(generated.ConnectionString);
        var actual = await ReadAsync(storage.Database.ConnectionString);

        Assert.Contains(actual, line => line.StartsWith("column recordings.lease_until", StringComparison.Ordinal));
        Assert.Equal(expected, actual);
    }

    private static async Task<List<string>> ReadAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(Catalog, connection);
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var lines = new List<string>();
        while (await row.ReadAsync(TestContext.Current.CancellationToken)) lines.Add(row.GetString(0));
        return lines;
    }
}
