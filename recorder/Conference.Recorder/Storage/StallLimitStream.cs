namespace Conference.Recorder.Storage;

/// <summary>An object's bytes, each read of which must give some within a limit: whoever reads is not held by a store that has stopped answering. Owns the stream.</summary>
internal sealed class StallLimitStream(Stream inner, TimeSpan limit, string target, TimeProvider time) : ReadOnlyStream
{
    // Read into a buffer of our own: a read that was given up may still write into its buffer long after.
    private readonly byte[] _own = new byte[1 << 16];

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

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
