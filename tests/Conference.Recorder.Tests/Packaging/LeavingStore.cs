using Conference.Recorder.Storage;

namespace Conference.Recorder.Tests.Packaging;

/// <summary>A store that goes away when it has been given its first playlist, until it is told to return.</summary>
/// <param name="onRefusal">Called after each put that it refused.</param>
internal sealed class LeavingStore(IObjectStore there, Action onRefusal) : IObjectStore
{
    private volatile bool _isAway;
    private volatile bool _isBack;
    private int _refused;

    public int Refused => Volatile.Read(ref _refused);

    public void Return() => _isBack = true;

    public async Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken)
    {
        if (_isAway && !_isBack)
        {
            Interlocked.Increment(ref _refused);
            onRefusal();
            throw new ObjectStoreException("Nobody answers.", isTransient: true);
        }

        await there.PutAsync(key, content, contentType, cancellationToken);
        _isAway |= key.EndsWith("/index.m3u8", StringComparison.Ordinal);
    }

    public Task<StoredObject?> OpenAsync(string key, ByteRange? range, CancellationToken cancellationToken) => there.OpenAsync(key, range, cancellationToken);

    public IAsyncEnumerable<StoredKey> ListAsync(string prefix, CancellationToken cancellationToken) => there.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => there.DeleteAsync(key, cancellationToken);

    public Task<bool> TryCreateAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) =>
        there.TryCreateAsync(key, content, contentType, cancellationToken);

    public Task<Uri?> PresignAsync(string key, TimeSpan lifetime, string? disposition, CancellationToken cancellationToken) =>
        there.PresignAsync(key, lifetime, disposition, cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) => there.ProbeAsync(cancellationToken);
}
