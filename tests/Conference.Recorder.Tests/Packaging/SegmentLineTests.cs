using Conference.Recorder.Hls;
using Conference.Recorder.Packaging;

namespace Conference.Recorder.Tests.Packaging;

public sealed class SegmentLineTests
{
    [Fact]
    public void A_segment_comes_back_with_its_gaps()
    {
        var segment = new PlaylistSegment("000007.m4s", 24_000_000, 4_000_000, "init-2.mp4")
        {
            Gaps = [new MediaGap(24_000_000, 25_000_000), new MediaGap(26_000_000, 28_000_000)],
        };

        var read = SegmentLine.TryRead(SegmentLine.Write(segment).TrimEnd('\n'));

        Assert.Equal(("000007.m4s", 24_000_000L, 4_000_000L, "init-2.mp4"), (read!.Uri, read.Start, read.Duration, read.InitializationUri));
        Assert.Equal(segment.Gaps, read.Gaps);
    }

    [Fact]
    public void A_line_of_an_earlier_version_has_no_gaps() => Assert.Empty(SegmentLine.TryRead("000001.m4s 0 4000000 init.mp4")!.Gaps);

    [Theory]
    [InlineData("")]
    [InlineData("000001.m4s 0 4000000")]
    [InlineData("000001.m4s 0 x init.mp4")]
    [InlineData("000001.m4s 0 4000000 init.mp4 1-2,3")]
    public void A_torn_line_is_no_segment(string line) => Assert.Null(SegmentLine.TryRead(line));
}
