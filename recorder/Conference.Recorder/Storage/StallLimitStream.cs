namespace Conference.Recorder.Storage;

/// <summary>An object's bytes, each read of which must give some within a limit: whoever reads is not held by a store that has stopped answering. Owns the stream.</summary>
internal sealed class StallLimitStream(Stream inner, TimeSpan limit, string target, TimeProvider time) : Stream
{
    // Read into a buffer of our own: a read that was given up may still write into its buffer long after.
    private readonly byte[] _own = new byte[1 << 16];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <exception cref="ObjectStoreException">Nothing came within the limit.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await inner.ReadAsync(_own.AsMemory(0, Math.Min(buffer.Length, _own.Length)), cancellationToken).AsTask().WaitAsync(limit, time, cancellationToken);
            _own.AsSpan(0, read).CopyTo(buffer.Span);
            return read;
        }
        catch (TimeoutException)
        {
            throw new ObjectStoreException($"Target {target} stopped sending for {limit.TotalSeconds:0} seconds.", isTransient: true);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
