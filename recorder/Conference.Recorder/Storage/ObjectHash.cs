using System.Security.Cryptography;

namespace Conference.Recorder.Storage;

/// <summary>SHA-256 of objects, to compare what one store has with what another was given.</summary>
internal static class ObjectHash
{
    /// <summary>Of the rest of the stream, which then stands where it stood.</summary>
    public static async Task<byte[]> OfAsync(Stream content, CancellationToken cancellationToken)
    {
        var start = content.Position;
        var hash = await SHA256.HashDataAsync(content, cancellationToken);
        content.Position = start;
        return hash;
    }

    /// <summary>Of the bytes that the store gives back; null when it has none.</summary>
    public static async Task<byte[]?> OfAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        await using var stored = await store.OpenAsync(key, null, cancellationToken);
        return stored is null ? null : await SHA256.HashDataAsync(stored.Content, cancellationToken);
    }
}
