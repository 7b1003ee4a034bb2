using Conference.Recorder.Storage;

namespace Conference.Web.Health;

/// <summary>An object store takes, gives and deletes an object.</summary>
internal sealed class ObjectStoreCheck(StoreHealth stores) : IReadyCheck
{
    public string Name => "objectStore";

    public Task<string> CheckAsync(CancellationToken cancellationToken) => stores.CheckAsync(cancellationToken);
}
