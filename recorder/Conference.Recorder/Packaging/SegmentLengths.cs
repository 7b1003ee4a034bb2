using Conference.Rooms.Model;

namespace Conference.Recorder.Packaging;

/// <summary>How long the segments of a rendition are; all times in microseconds.</summary>
/// <param name="KeyFrames">A key frame is asked for so long after the last one, and a held picture is repeated as often. A screen's are large and its picture seldom
/// changes.</param>
/// <param name="Most">
/// A segment without a key frame for so long is cut all the same, so that <see cref="TargetSeconds"/> always holds: what follows then plays on, but a seek
/// into it waits for the next key frame.
/// </param>
/// <param name="TargetSeconds">
/// EXT-X-TARGETDURATION (RFC 8216 §4.3.3.1), which must hold every segment and never change: room for a publisher that answers a request for a key frame
/// two seconds late.
/// </param>
internal readonly record struct SegmentLengths(long KeyFrames, long Most, int TargetSeconds)
{
    /// <summary>A segment is closed at the first key frame from here on; key frames come a little early or late.</summary>
    public const long Least = 3_600_000;

    /// <summary>The longest frame of a publisher that ignores requests: with <see cref="Most"/> it still rounds to <see cref="TargetSeconds"/>.</summary>
    public const long LongestLateFrame = 900_000;

    public static SegmentLengths Of(RenditionKind kind) => kind switch
    {
        RenditionKind.Screen => new SegmentLengths(10_000_000, 11_500_000, 12),
        RenditionKind.Camera => new SegmentLengths(4_000_000, 6_500_000, 7),
        _ => new SegmentLengths(4_000_000, 4_000_000, 5),
    };
}
