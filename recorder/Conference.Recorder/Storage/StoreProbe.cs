namespace Conference.Recorder.Storage;

/// <summary>Proves that a store takes, returns and forgets an object.</summary>
internal static class StoreProbe
{
    public static async Task RunAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var key = $"probe/{Guid.NewGuid():N}";
        var written = Guid.NewGuid().ToByteArray();
        await store.PutAsync(key, new MemoryStream(written), "application/octet-stream", cancellationToken);
        await using (var read = await store.OpenAsync(key, null, cancellationToken)
            ?? throw new ObjectStoreException("The store confirmed an object and does not have it.", isTransient: false))
        {
            var content = new byte[written.Length];
            await read.Content.ReadExactlyAsync(content, cancellationToken);
            if (!content.AsSpan().SequenceEqual(written)) throw new ObjectStoreException("The store returned other bytes than were put.", isTransient: false);
        }

        await store.DeleteAsync(key, cancellationToken);
    }
}
