using Conference.Rooms.Model;

namespace Conference.Recorder.Packaging;

/// <summary>What a rendition's frames tell beside the media, found as they pass to the packager: where nothing came, and where nobody is heard.</summary>
internal sealed class FrameFindings(RenditionKind kind)
{
    private readonly GapFinder _gaps = GapFinder.For(kind);
    private readonly GapFinder _silences = GapFinder.ForSilence();

    public void OnFrame(in MediaFrame frame)
    {
        _gaps.OnFrame(frame);
        _silences.OnFrame(frame);
    }

    /// <summary>The last frame lasts until then, microseconds.</summary>
    public void OnEnd(long timestamp)
    {
        _gaps.OnEnd(timestamp);
        _silences.OnEnd(timestamp);
    }

    /// <summary>Of a segment all frames of which have passed.</summary>
    public SegmentFindings Between(long start, long end) => new(_gaps.Between(start, end), _silences.Between(start, end));
}
