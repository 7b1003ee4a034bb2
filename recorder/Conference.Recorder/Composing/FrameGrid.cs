using Conference.Rooms.Model;

namespace Conference.Recorder.Composing;

/// <summary>
/// The moments of a composed video's pictures: 25 a second, so that a frame is 40 ms to the millisecond and no sum of pieces drifts. Everything that begins or
/// ends in a composition does so on this grid.
/// </summary>
internal static class FrameGrid
{
    public const int FramesPerSecond = 25;
    public const int FrameMilliseconds = 1000 / FramesPerSecond;

    /// <summary>The nearest frame's moment.</summary>
    public static long Snap(long milliseconds) => (milliseconds + (FrameMilliseconds / 2)) / FrameMilliseconds * FrameMilliseconds;

    /// <summary>What is played of the recording, on the grid.</summary>
    public static IReadOnlyList<KeptSpan> Kept(Recording recording) =>
    [
        .. RecordingCuts.Kept(recording.Cuts, recording.DurationMilliseconds).Select(span => new KeptSpan(Snap(span.From), Snap(span.To))).Where(span => span.To > span.From),
    ];

    public static int Frames(long milliseconds) => (int)(milliseconds / FrameMilliseconds);
}
