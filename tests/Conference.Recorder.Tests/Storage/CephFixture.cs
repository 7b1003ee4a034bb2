using Conference.Recorder.Storage;
using Conference.Testing;

namespace Conference.Recorder.Tests.Storage;

/// <summary>One S3 server and one bucket for all tests of a class.</summary>
public sealed class CephFixture : IAsyncLifetime
{
    private CephServer? _server;
    private S3ObjectStore? _store;

    internal S3ObjectStore Store => _store!;

    internal CephServer Server => _server!;

    internal S3StoreOptions Options => new()
    {
        Endpoint = _server!.Endpoint, PublicEndpoint = _server.PublicEndpoint, AccessKey = _server.AccessKey, SecretKey = _server.SecretKey, Bucket = "recordings",
    };

    public async ValueTask InitializeAsync()
    {
        _server = await CephServer.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            _store = new S3ObjectStore(Options);
            await _store.ProbeAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            // Nobody else would stop its processes.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }
}
