using Conference.Recorder.Hls;
using Conference.Recorder.Packaging;

namespace Conference.Recorder.Tests.Packaging;

public sealed class SegmentLineTests
{
    [Fact]
    public void A_segment_comes_back_with_its_gaps_and_silences()
    {
        var segment = new PlaylistSegment("000007.m4s", 24_000_000, 4_000_000, "init-2.mp4")
        {
            Findings = new SegmentFindings(
                [new MediaGap(24_000_000, 25_000_000), new MediaGap(26_000_000, 28_000_000)], [new MediaGap(25_500_000, 27_000_000)]),
        };

        var read = SegmentLine.TryRead(SegmentLine.Write(segment).TrimEnd('\n'));

        Assert.Equal(("000007.m4s", 24_000_000L, 4_000_000L, "init-2.mp4"), (read!.Uri, read.Start, read.Duration, read.InitializationUri));
        Assert.Equal(segment.Findings.Gaps, read.Findings.Gaps);
        Assert.Equal(segment.Findings.Silences, read.Findings.Silences);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_segment_that_begins_without_a_key_frame_comes_back_as_such(bool isIndependent)
    {
        var segment = new PlaylistSegment("000002.m4s", 4_000_000, 6_500_000, "init.mp4")
        {
            IsIndependent = isIndependent, Findings = new SegmentFindings([new MediaGap(4_000_000, 5_000_000)], []),
        };

        var read = SegmentLine.TryRead(SegmentLine.Write(segment).TrimEnd('\n'))!;

        Assert.Equal(isIndependent, read.IsIndependent);
        Assert.Equal(segment.Findings.Gaps, read.Findings.Gaps);
    }

    [Fact]
    public void A_line_of_an_earlier_version_is_independent() => Assert.True(SegmentLine.TryRead("000001.m4s 0 4000000 init.mp4")!.IsIndependent);

    [Fact]
    public void A_line_of_an_earlier_version_has_no_gaps() => Assert.Empty(SegmentLine.TryRead("000001.m4s 0 4000000 init.mp4")!.Findings.Gaps);

    [Fact]
    public void A_line_with_silences_alone_has_no_gaps()
    {
        var read = SegmentLine.TryRead("000001.m4s 0 4000000 init.mp4 silent=0-1500000,2000000-4000000")!.Findings;
        Assert.Empty(read.Gaps);
        Assert.Equal([new MediaGap(0, 1_500_000), new MediaGap(2_000_000, 4_000_000)], read.Silences);
    }

    [Theory]
    [InlineData("")]
    [InlineData("000001.m4s 0 4000000")]
    [InlineData("000001.m4s 0 x init.mp4")]
    [InlineData("000001.m4s 0 4000000 init.mp4 1-2,3")]
    [InlineData("000001.m4s 0 4000000 init.mp4 1-2 silent=3-")]
    public void A_torn_line_is_no_segment(string line) => Assert.Null(SegmentLine.TryRead(line));
}
