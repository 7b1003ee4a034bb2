using Conference.Recorder.Packaging;

namespace Conference.Recorder.Hls;

/// <param name="Uri">Relative to the playlist.</param>
/// <param name="Start">Microseconds from the rendition's start.</param>
/// <param name="Duration">Microseconds.</param>
/// <param name="InitializationUri">The Media Initialization Section (RFC 8216 §4.3.2.5) that this segment needs.</param>
internal sealed record PlaylistSegment(string Uri, long Start, long Duration, string InitializationUri)
{
    /// <summary>It begins with a key frame, or is sound: it can be decoded without those before it.</summary>
    public bool IsIndependent { get; init; } = true;

    public SegmentFindings Findings { get; init; } = SegmentFindings.None;
}
