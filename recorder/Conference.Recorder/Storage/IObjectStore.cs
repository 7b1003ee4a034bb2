namespace Conference.Recorder.Storage;

/// <summary>
/// Where recordings live for good. Keys are relative paths of <c>a-z A-Z 0-9 . _ -</c> separated by <c>/</c> (see <see cref="ObjectKey"/>).
/// An object is whole or absent: a reader never sees half of a put. One caller at a time puts or deletes an object. Failures are <see cref="ObjectStoreException"/>.
/// </summary>
public interface IObjectStore
{
    /// <summary>
    /// Stores the rest of <paramref name="content"/> under the key, replacing what was there. Returns only when the store has confirmed
    /// that it holds the bytes (checksum compared, or synced to the disk).
    /// </summary>
    /// <param name="content">A seekable stream: a failed attempt is repeated from where it stood.</param>
    Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken);

    /// <summary>As <see cref="PutAsync"/>, if there is nothing under the key yet; false, and nothing has changed, when there is. Of two at once one wins.</summary>
    Task<bool> TryCreateAsync(string key, Stream content, string contentType, CancellationToken cancellationToken);

    /// <summary>Opens an object, or a part of it; null when there is none. The caller disposes it.</summary>
    /// <exception cref="RangeNotSatisfiableException">The object ends before the range begins.</exception>
    Task<StoredObject?> OpenAsync(string key, ByteRange? range, CancellationToken cancellationToken);

    /// <summary>Every key that begins with <paramref name="prefix"/>, in ordinal order.</summary>
    IAsyncEnumerable<StoredKey> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes the object; does nothing if it is not there.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// A URL that lets its bearer GET the object, whole or by ranges, without further checks until <paramref name="lifetime"/> has passed; null when browsers cannot
    /// reach this store. Nobody looks whether the object is there.
    /// </summary>
    /// <param name="disposition">A Content-Disposition (RFC 6266) that the answer is to carry; null for none.</param>
    Task<Uri?> PresignAsync(string key, TimeSpan lifetime, string? disposition, CancellationToken cancellationToken);

    /// <summary>Writes, reads and deletes a small object, so that a wrong setting stops the start and a full or absent store shows in the health check.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);
}
