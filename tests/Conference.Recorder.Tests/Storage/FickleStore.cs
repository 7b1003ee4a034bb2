using Conference.Recorder.Storage;

namespace Conference.Recorder.Tests.Storage;

/// <summary>A store in front of which a test puts whatever a network can do: refuse, never answer, or do something else first.</summary>
internal sealed class FickleStore(IObjectStore there) : IObjectStore
{
    private int _calls;

    /// <summary>Calls that came through to the store or were refused.</summary>
    public int Calls => _calls;

    /// <summary>Runs before every call; null lets all through.</summary>
    public Func<Task>? Before { get; set; }

    /// <summary>Runs after every call that the store has done.</summary>
    public Action? After { get; set; }

    public void Leave() => Before = () => throw new ObjectStoreException("Nobody answers.", isTransient: true);

    /// <summary>Takes every call and never answers, nor hears of cancellation.</summary>
    public void Hang() => Before = () => new TaskCompletionSource().Task;

    public void Return() => Before = null;

    public async Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken)
    {
        await PassAsync();
        await there.PutAsync(key, content, contentType, cancellationToken);
        After?.Invoke();
    }

    public async Task<bool> TryCreateAsync(string key, Stream content, string contentType, CancellationToken cancellationToken)
    {
        await PassAsync();
        var created = await there.TryCreateAsync(key, content, contentType, cancellationToken);
        After?.Invoke();
        return created;
    }

    public async Task<StoredObject?> OpenAsync(string key, ByteRange? range, CancellationToken cancellationToken)
    {
        await PassAsync();
        var stored = await there.OpenAsync(key, range, cancellationToken);
        After?.Invoke();
        return stored;
    }

    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await PassAsync();
        await foreach (var key in there.ListAsync(prefix, cancellationToken)) yield return key;
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await PassAsync();
        await there.DeleteAsync(key, cancellationToken);
        After?.Invoke();
    }

    public Task<Uri?> PresignAsync(string key, TimeSpan lifetime, string? disposition, CancellationToken cancellationToken) => there.PresignAsync(key, lifetime, disposition, cancellationToken);

    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await PassAsync();
        await there.ProbeAsync(cancellationToken);
    }

    private Task PassAsync()
    {
        Interlocked.Increment(ref _calls);
        return Before?.Invoke() ?? Task.CompletedTask;
    }
}
