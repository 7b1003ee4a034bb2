using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Codecs;

public sealed class FrameInfoTests
{
    public static TheoryData<MediaCodec> VideoCodecs => DepacketizerTests.VideoCodecs;

    [Theory]
    [MemberData(nameof(VideoCodecs))]
    public void Each_frame_of_a_real_stream_has_one_start_one_end_and_key_frames_where_they_are(MediaCodec codec)
    {
        var (starts, ends, keys) = (new List<uint>(), new List<uint>(), new HashSet<uint>());
        foreach (var bytes in VideoVectors.PacketsOf(codec))
        {
            Assert.True(RtpPacket.TryParse(bytes, out var packet));
            Assert.True(FrameInfo.TryRead(codec, packet.Payload, packet.Marker, out var info));
            if (info.StartOfFrame) starts.Add(packet.Timestamp);
            if (info.EndOfFrame) ends.Add(packet.Timestamp);
            if (info.KeyFrame) keys.Add(packet.Timestamp);
        }

        Assert.Equal(12, ends.Count);
        Assert.Equal(ends, starts.Distinct());
        if (codec != MediaCodec.H264) Assert.Equal(12, starts.Count); // parameter sets and the first slice both look like a start
        if (codec != MediaCodec.Vp9) Assert.Equal([ends[0], ends[6]], keys.Order()); // FFmpeg's VP9 packetizer never sets P
    }

    // RFC 7741 §4.2: X R N S PID, then I L T K, then the fields that they announce.
    [Theory]
    [InlineData("10" + "00", true, true, -1, 0, false)] // the shortest: start of a key frame
    [InlineData("10" + "01", true, false, -1, 0, false)]
    [InlineData("11" + "00", false, false, -1, 0, false)] // second partition
    [InlineData("B0" + "80" + "11" + "01", true, false, 0x11, 0, true)] // 7-bit picture id, non-reference
    [InlineData("90" + "F0" + "C123" + "07" + "9F" + "01", true, false, 0x4123, 2, false)] // 15 bits, TL0PICIDX, TID 2
    public void Vp8_descriptors_are_read(string hex, bool start, bool key, int pictureId, byte temporal, bool discardable)
    {
        Assert.True(FrameInfo.TryRead(MediaCodec.Vp8, Convert.FromHexString(hex), marker: false, out var info));
        Assert.Equal(new FrameInfo(MediaCodec.Vp8, start, false, key, pictureId, temporal, 0, discardable), info);
    }

    // RFC 9628 §4.2: I P L F B E V Z.
    [Theory]
    [InlineData("8C" + "05" + "82", true, true, true, 5, 0, 0)] // a key picture in one packet
    [InlineData("C8" + "8123" + "AA", true, false, false, 0x123, 0, 0)]
    [InlineData("A8" + "05" + "42" + "07" + "AA", true, false, false, 5, 2, 1)] // TID 2, SID 1, TL0PICIDX: intra but of an upper layer
    [InlineData("F8" + "05" + "40" + "03" + "02" + "AA", true, false, false, 5, 2, 0)] // flexible: two references
    [InlineData("8A" + "05" + "18" + "00B00062" + "01" + "04" + "01" + "82", true, false, true, 5, 0, 0)] // with a scalability structure
    public void Vp9_descriptors_are_read(string hex, bool start, bool end, bool key, int pictureId, byte temporal, byte spatial)
    {
        Assert.True(FrameInfo.TryRead(MediaCodec.Vp9, Convert.FromHexString(hex), marker: false, out var info));
        Assert.Equal(new FrameInfo(MediaCodec.Vp9, start, end, key, pictureId, temporal, spatial, false), info);
    }

    [Theory]
    [InlineData("6588", true, true, false)] // IDR slice, first macroblock
    [InlineData("6548", false, true, false)] // IDR slice, a later one
    [InlineData("419A", true, false, false)]
    [InlineData("019A", true, false, true)] // nal_ref_idc 0
    [InlineData("78" + "0002" + "6742" + "0002" + "68CE", true, true, false)] // STAP-A of parameter sets
    [InlineData("7C85" + "88", true, true, false)] // FU-A, start of an IDR slice
    [InlineData("7C05" + "88", false, true, false)]
    [InlineData("5C41" + "9A", false, false, false)]
    public void H264_payloads_are_read(string hex, bool start, bool key, bool discardable)
    {
        Assert.True(FrameInfo.TryRead(MediaCodec.H264, Convert.FromHexString(hex), marker: true, out var info));
        Assert.Equal(new FrameInfo(MediaCodec.H264, start, true, key, -1, 0, 0, discardable), info);
    }

    [Theory]
    [InlineData("18" + "0A0102", true, true, 0, 0)] // N, one element: a sequence header
    [InlineData("10" + "3001", true, false, 0, 0)] // a frame
    [InlineData("10" + "344801", true, false, 2, 1)] // a frame with extension: temporal 2, spatial 1
    [InlineData("90" + "3001", false, false, 0, 0)] // goes on from the packet before
    [InlineData("10" + "2001", false, false, 0, 0)] // a tile group
    public void Av1_payloads_are_read(string hex, bool start, bool key, byte temporal, byte spatial)
    {
        Assert.True(FrameInfo.TryRead(MediaCodec.Av1, Convert.FromHexString(hex), marker: false, out var info));
        Assert.Equal(new FrameInfo(MediaCodec.Av1, start, false, key, -1, temporal, spatial, false), info);
    }

    [Theory]
    [InlineData(MediaCodec.Vp8, "")]
    [InlineData(MediaCodec.Vp8, "90")]
    [InlineData(MediaCodec.Vp8, "9080")]
    [InlineData(MediaCodec.Vp8, "10")]
    [InlineData(MediaCodec.Vp9, "")]
    [InlineData(MediaCodec.Vp9, "80")]
    [InlineData(MediaCodec.Vp9, "D805030303AA")] // a fourth reference
    [InlineData(MediaCodec.Vp9, "0A18")]
    [InlineData(MediaCodec.H264, "")]
    [InlineData(MediaCodec.H264, "1C85")] // FU-A of nothing
    [InlineData(MediaCodec.H264, "7CC588")] // start and end at once
    [InlineData(MediaCodec.H264, "78000567")] // STAP-A cut short
    [InlineData(MediaCodec.H264, "1900000001")] // STAP-B
    [InlineData(MediaCodec.Av1, "10")]
    [InlineData(MediaCodec.Av1, "9830")] // a new sequence in the middle of an OBU
    [InlineData(MediaCodec.Av1, "0005AA")] // an element longer than the packet
    [InlineData(MediaCodec.Opus, "")]
    public void Broken_payloads_are_refused(MediaCodec codec, string hex) =>
        Assert.False(FrameInfo.TryRead(codec, Convert.FromHexString(hex), false, out _));

    [Fact]
    public void A_dependency_descriptor_stands_in_for_the_payload()
    {
        Assert.True(DependencyDescriptor.TryParse([0x80, 0, 1, 0x80], out var descriptor));

        Assert.Equal(new FrameInfo(MediaCodec.Av1, true, false, true, -1, 0, 0, false), FrameInfo.Of(MediaCodec.Av1, descriptor));
    }

    [Theory]
    [MemberData(nameof(VideoCodecs))]
    public void Reading_allocates_nothing(MediaCodec codec)
    {
        var packets = VideoVectors.PacketsOf(codec);
        var at = 0;
        var starts = 0;
        Assert.Equal(0, Allocation.OfThousand(() =>
        {
            Assert.True(RtpPacket.TryParse(packets[at++ % packets.Count], out var packet));
            Assert.True(FrameInfo.TryRead(codec, packet.Payload, packet.Marker, out var info));
            if (info.StartOfFrame) starts++;
        }));
        Assert.True(starts > 0);
    }
}
