namespace Conference.Recorder.Packaging;

/// <summary>
/// How far a packager may go. It stays a little behind the journal, because a stop is noticed late and what is packaged cannot be taken back: what was
/// journaled after the stop is then left out. Times are microseconds from the rendition's first frame.
/// </summary>
/// <param name="delay">How late a stop may be noticed and still be exact.</param>
internal sealed class PackagingHorizon(long delay)
{
    private long _released = long.MinValue;
    private long _end = long.MaxValue;

    /// <summary>Frames up to here may be packaged.</summary>
    public long Released => Volatile.Read(ref _released);

    /// <summary>Frames from here on are left out.</summary>
    public long End => Volatile.Read(ref _end);

    public void Appended(long timestamp) => Volatile.Write(ref _released, Math.Max(Released, timestamp - delay));

    public void EndAt(long end) => Volatile.Write(ref _end, end);

    /// <summary>No frame and no other end will come.</summary>
    public void ReleaseAll() => Volatile.Write(ref _released, long.MaxValue);
}
