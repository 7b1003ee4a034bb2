using Npgsql;

namespace Conference.Recorder.Tests.Media;

/// <summary>Tells of every change of a recording, a Part, a rendition or a job, so that tests need not look again and again.</summary>
internal sealed class DatabaseChanges : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private DatabaseChanges(NpgsqlConnection connection) => _connection = connection;

    public static async Task<DatabaseChanges> ListenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var listen = new NpgsqlCommand(
            """
            CREATE OR REPLACE FUNCTION tell_test() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('test', ''); RETURN NULL; END $$;
            CREATE OR REPLACE TRIGGER tell_test AFTER INSERT OR UPDATE ON recordings FOR EACH STATEMENT EXECUTE FUNCTION tell_test();
            CREATE OR REPLACE TRIGGER tell_test AFTER INSERT OR UPDATE ON parts FOR EACH STATEMENT EXECUTE FUNCTION tell_test();
            CREATE OR REPLACE TRIGGER tell_test AFTER INSERT OR UPDATE ON renditions FOR EACH STATEMENT EXECUTE FUNCTION tell_test();
            CREATE OR REPLACE TRIGGER tell_test AFTER INSERT OR UPDATE ON jobs FOR EACH STATEMENT EXECUTE FUNCTION tell_test();
            LISTEN test;
            """,
            connection);
        await listen.ExecuteNonQueryAsync(cancellationToken);
        return new DatabaseChanges(connection);
    }

    /// <summary>Returns at the next change since the last return.</summary>
    public Task NextAsync(CancellationToken cancellationToken) => _connection.WaitAsync(cancellationToken);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
