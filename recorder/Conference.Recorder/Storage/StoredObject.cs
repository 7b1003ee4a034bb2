namespace Conference.Recorder.Storage;

/// <summary>An open object. <see cref="Content"/> holds exactly <see cref="Length"/> bytes, beginning at <see cref="Offset"/> of the whole.</summary>
public sealed class StoredObject(Stream content, long offset, long length, long totalLength) : IAsyncDisposable
{
    public Stream Content { get; } = content;

    public long Offset { get; } = offset;

    public long Length { get; } = length;

    /// <summary>Bytes of the whole object, for Content-Range.</summary>
    public long TotalLength { get; } = totalLength;

    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
