namespace Conference.Recorder.Storage;

/// <summary>
/// The rest of a seekable stream, lent to a target that may never come back with it: after <see cref="TakeBackAsync"/> it can read no more, so that the next target
/// gets every byte from where the loan began. Does not own the stream.
/// </summary>
internal sealed class LentStream(Stream owned) : ReadOnlyStream
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly long _length = owned.Length;
    private long _position = owned.Position;
    private bool _isBack;

    /// <summary>Why the stream itself could not be read, when it could not: then no target is to blame.</summary>
    public Exception? Fault { get; private set; }

    public override bool CanSeek => true;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    /// <summary>Returns when no read is under way, and none can begin any more.</summary>
    public async Task TakeBackAsync()
    {
        await _one.WaitAsync(CancellationToken.None);
        _isBack = true;
        _one.Release();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_isBack) throw new IOException("The content was given to another target.");
            owned.Position = _position;
            var read = await owned.ReadAsync(buffer, cancellationToken);
            _position += read;
            return read;
        }
        catch (Exception e) when (!_isBack && e is not OperationCanceledException)
        {
            Fault = e;
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => _length + offset,
    };
}
