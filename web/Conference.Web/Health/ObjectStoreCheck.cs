using Conference.Recorder.Storage;

namespace Conference.Web.Health;

/// <summary>The object store takes, gives and deletes an object.</summary>
internal sealed class ObjectStoreCheck(IObjectStore store) : IReadyCheck
{
    public string Name => "objectStore";

    public async Task<string> CheckAsync(CancellationToken cancellationToken)
    {
        await store.ProbeAsync(cancellationToken);
        return "The object store takes recordings.";
    }
}
