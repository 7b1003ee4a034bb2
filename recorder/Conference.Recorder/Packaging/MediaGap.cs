namespace Conference.Recorder.Packaging;

/// <summary>
/// A stretch in which nothing came from the publisher and which is filled, or in which nobody is heard: from the last frame before it to the first one
/// after it.
/// </summary>
/// <param name="Start">Microseconds from the rendition's first frame.</param>
/// <param name="End">Microseconds, exclusive.</param>
internal readonly record struct MediaGap(long Start, long End);
