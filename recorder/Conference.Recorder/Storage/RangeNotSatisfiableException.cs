namespace Conference.Recorder.Storage;

/// <summary>HTTP 416: the object is shorter than the range's first byte.</summary>
public sealed class RangeNotSatisfiableException(string key, long totalLength)
    : ObjectStoreException($"Object {key} has {totalLength} bytes; the range begins beyond them.", isTransient: false)
{
    public long TotalLength { get; } = totalLength;
}
