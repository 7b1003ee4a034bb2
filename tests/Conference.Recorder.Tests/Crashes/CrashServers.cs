using Conference.Recorder.Storage;
using Conference.Testing;

namespace Conference.Recorder.Tests.Crashes;

/// <summary>What a recording depends on and a run may kill; no other run uses it meanwhile.</summary>
/// <param name="Postgres">Null where nobody kills it: the test process's own serves.</param>
/// <param name="Ceph">Null where nobody kills it: a folder takes its place.</param>
internal sealed record CrashServers(PostgresServer? Postgres, CephServer? Ceph) : IAsyncDisposable
{
    public S3StoreOptions? Store => Ceph is null ? null : new() { Endpoint = Ceph.Endpoint, AccessKey = Ceph.AccessKey, SecretKey = Ceph.SecretKey, Bucket = "recordings" };

    /// <param name="postgres">Whether PostgreSQL will be killed.</param>
    /// <param name="ceph">Whether the S3 server will be.</param>
    public static async Task<CrashServers> StartAsync(bool postgres, bool ceph, CancellationToken cancellationToken)
    {
        var servers = new CrashServers(postgres ? await PostgresServer.StartOwnAsync() : null, ceph ? await CephServer.StartAsync(cancellationToken) : null);
        if (servers.Store is not { } store) return servers;
        try
        {
            using var probed = new S3ObjectStore(store);
            await probed.ProbeAsync(cancellationToken);
            return servers;
        }
        catch
        {
            // Nobody else would stop its processes.
            await servers.DisposeAsync();
            throw;
        }
    }

    public Task<PostgresDatabase> CreateDatabaseAsync(CancellationToken cancellationToken) =>
        Postgres?.CreateAsync(cancellationToken) ?? PostgresServer.CreateDatabaseAsync(cancellationToken);

    public ValueTask DisposeAsync() => Ceph?.DisposeAsync() ?? ValueTask.CompletedTask;
}
