using Conference.Rooms.Storage;

namespace Conference.Web.Health;

/// <summary>The database answers and has this program's schema.</summary>
internal sealed class DatabaseCheck(Migrator migrator) : IReadyCheck
{
    public string Name => "database";

    public async Task<string> CheckAsync(CancellationToken cancellationToken) =>
        await migrator.IsCurrentAsync(cancellationToken)
            ? "PostgreSQL answers and its schema is this program's."
            : throw new InvalidOperationException("The schema of the database is not this program's: another version has migrated it.");
}
