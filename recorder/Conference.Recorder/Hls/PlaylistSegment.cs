using Conference.Recorder.Packaging;

namespace Conference.Recorder.Hls;

/// <param name="Uri">Relative to the playlist.</param>
/// <param name="Start">Microseconds from the rendition's start.</param>
/// <param name="Duration">Microseconds.</param>
/// <param name="InitializationUri">The Media Initialization Section (RFC 8216 §4.3.2.5) that this segment needs.</param>
internal sealed record PlaylistSegment(string Uri, long Start, long Duration, string InitializationUri)
{
    public SegmentFindings Findings { get; init; } = SegmentFindings.None;
}
