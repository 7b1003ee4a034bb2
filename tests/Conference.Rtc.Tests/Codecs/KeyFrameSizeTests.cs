using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Codecs;

public sealed class KeyFrameSizeTests
{
    [Theory]
    [InlineData(MediaCodec.Vp8)]
    [InlineData(MediaCodec.Vp9)]
    [InlineData(MediaCodec.H264)]
    [InlineData(MediaCodec.Av1)]
    public void The_first_packet_of_a_key_frame_tells_the_size_that_the_decoder_finds(MediaCodec codec)
    {
        var packets = VideoVectors.PacketsOf(codec);
        var frame = VideoVectors.Depacketize(codec, packets)[0];
        Assert.True(frame.IsKeyFrame);
        Assert.True(RtpPacket.TryParse(packets[0], out var first));

        Assert.True(KeyFrameSize.TryRead(codec, first.Payload, out var width, out var height));
        Assert.Equal((frame.Width, frame.Height), (width, height));
    }

    [Fact]
    public void Sound_has_none()
    {
        Assert.False(KeyFrameSize.TryRead(MediaCodec.Opus, [0x78, 1, 2], out var width, out var height));
        Assert.Equal((0, 0), (width, height));
    }
}
