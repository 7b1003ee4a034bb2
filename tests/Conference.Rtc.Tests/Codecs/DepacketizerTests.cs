using System.Buffers.Binary;
using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Codecs;

public sealed class DepacketizerTests
{
    public static TheoryData<MediaCodec> VideoCodecs => [MediaCodec.Vp8, MediaCodec.Vp9, MediaCodec.H264, MediaCodec.Av1];

    [Theory]
    [InlineData(MediaCodec.Vp8, "vp8.ivf")]
    [InlineData(MediaCodec.Vp9, "vp9.ivf")]
    public void Frames_come_out_as_the_encoder_made_them(MediaCodec codec, string file)
    {
        var encoded = VideoVectors.Ivf(file);
        var frames = VideoVectors.Depacketize(codec, VideoVectors.PacketsOf(codec));

        Assert.Equal(encoded.Count, frames.Count);
        foreach (var (expected, frame) in encoded.Zip(frames)) Assert.Equal(expected, frame.Data.ToArray());
    }

    [Theory]
    [InlineData("h264")]
    [InlineData("h264-slices")]
    public void H264_units_come_out_as_the_encoder_made_them_with_their_lengths(string file)
    {
        var frames = VideoVectors.Depacketize(MediaCodec.H264, VideoVectors.Packets(file + ".rtp"));
        var units = new List<byte[]>();
        foreach (var frame in frames)
            for (var at = 0; at < frame.Data.Length;)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(frame.Data.Span[at..]);
                units.Add(frame.Data.Span.Slice(at + 4, length).ToArray());
                at += 4 + length;
            }

        var encoded = VideoVectors.AnnexB(file + ".h264");
        Assert.Equal(12, frames.Count);
        Assert.All(frames, frame => Assert.True(frame is { IsComplete: true, AfterLoss: false }));
        Assert.Equal(encoded, units);
        Assert.Equal(encoded.First(unit => (unit[0] & 31) == 7), frames[0].SequenceParameters.ToArray());
        Assert.Equal(encoded.First(unit => (unit[0] & 31) == 8), frames[0].PictureParameters.ToArray());
    }

    [Fact]
    public void Av1_units_come_out_as_the_encoder_made_them_without_delimiters()
    {
        var encoded = VideoVectors.Ivf("av1.ivf");
        var frames = VideoVectors.Depacketize(MediaCodec.Av1, VideoVectors.PacketsOf(MediaCodec.Av1));

        Assert.Equal(encoded.Count, frames.Count);
        foreach (var (expected, frame) in encoded.Zip(frames)) Assert.Equal(expected[2..], frame.Data.ToArray()); // 12 00 is the delimiter
        Assert.Equal(encoded[0][2..14], frames[0].SequenceHeader.ToArray());
    }

    [Theory]
    [MemberData(nameof(VideoCodecs))]
    public void Key_frames_timestamps_and_size_are_told(MediaCodec codec)
    {
        var frames = VideoVectors.Depacketize(codec, VideoVectors.PacketsOf(codec));

        Assert.Equal(12, frames.Count);
        Assert.All(frames, frame => Assert.True(frame is { IsComplete: true, AfterLoss: false, Width: 176, Height: 98 }));
        Assert.Equal([0, 6], Enumerable.Range(0, 12).Where(index => frames[index].IsKeyFrame));
        for (var index = 1; index < 12; index++) Assert.Equal(9000u, frames[index].Timestamp - frames[index - 1].Timestamp);
    }

    [Theory]
    [MemberData(nameof(VideoCodecs))]
    public void Whatever_single_packet_is_lost_its_frame_is_incomplete_and_no_other_frame_changes(MediaCodec codec)
    {
        var packets = VideoVectors.PacketsOf(codec);
        var whole = VideoVectors.Depacketize(codec, packets).ToDictionary(frame => frame.Timestamp, frame => frame.Data.ToArray());
        for (var lost = 1; lost < packets.Count - 1; lost++)
        {
            if (codec == MediaCodec.H264 && (packets[lost][12] & 31) == 24) continue; // a lost parameter set does not show in the frame
            var timestamp = Timestamp(packets[lost]);
            var frames = VideoVectors.Depacketize(codec, packets.Where((_, index) => index != lost));

            Assert.DoesNotContain(frames, frame => frame.Timestamp == timestamp && frame.IsComplete);
            Assert.All(frames.Where(frame => frame.IsComplete), frame => Assert.Equal(whole[frame.Timestamp], frame.Data.ToArray()));
            Assert.Equal(11, frames.Count(frame => frame.IsComplete));
            if (timestamp != Timestamp(packets[^1])) Assert.Single(frames, frame => frame is { IsComplete: true, AfterLoss: true });
        }
    }

    [Theory]
    [MemberData(nameof(VideoCodecs))]
    public void A_stream_that_is_joined_in_the_middle_of_a_frame_starts_with_an_incomplete_one(MediaCodec codec)
    {
        var frames = VideoVectors.Depacketize(codec, VideoVectors.PacketsOf(codec).Skip(2));

        Assert.False(frames[0].IsComplete);
        Assert.True(frames[1] is { IsComplete: true, AfterLoss: true });
    }

    [Theory]
    [MemberData(nameof(VideoCodecs))]
    public void A_missing_marker_is_made_up_for_by_the_next_timestamp(MediaCodec codec)
    {
        var packets = VideoVectors.PacketsOf(codec);
        foreach (var packet in packets) packet[1] &= 0x7F;
        var frames = VideoVectors.Depacketize(codec, packets);

        Assert.Equal(12, frames.Count);
        Assert.Equal(11, frames.Count(frame => frame.IsComplete)); // who knows whether the last one is whole
    }

    [Fact]
    public void A_frame_that_is_still_under_way_at_the_end_is_incomplete()
    {
        var frames = VideoVectors.Depacketize(MediaCodec.Vp8, VideoVectors.PacketsOf(MediaCodec.Vp8).Take(2));

        Assert.False(Assert.Single(frames).IsComplete);
    }

    [Fact]
    public void After_a_restart_numbers_may_fall()
    {
        var packets = VideoVectors.PacketsOf(MediaCodec.Vp8);
        var depacketizer = VideoDepacketizer.Create(MediaCodec.Vp8);
        foreach (var bytes in packets) Push(depacketizer, bytes);
        while (depacketizer.TryTake(out _)) ;
        depacketizer.Restart();
        foreach (var bytes in packets) Push(depacketizer, bytes);

        Assert.True(depacketizer.TryTake(out var frame));
        Assert.True(frame is { IsComplete: true, IsKeyFrame: true, AfterLoss: true });
    }

    [Theory]
    [MemberData(nameof(VideoCodecs))]
    public void Ten_thousand_mutations_throw_nothing(MediaCodec codec)
    {
        var packets = VideoVectors.PacketsOf(codec);
        var depacketizer = VideoDepacketizer.Create(codec);
        ushort sequence = 0;
        Mutation.Survives(packets, bytes =>
        {
            if (bytes.Length > 4) BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), sequence++);
            if (!RtpPacket.TryParse(bytes, out var packet)) return;
            depacketizer.Push(packet);
            while (depacketizer.TryTake(out _)) ;
            FrameInfo.TryRead(codec, packet.Payload, packet.Marker, out _);
        });
    }

    private static void Push(VideoDepacketizer depacketizer, byte[] bytes)
    {
        Assert.True(RtpPacket.TryParse(bytes, out var packet));
        depacketizer.Push(packet);
    }

    private static uint Timestamp(byte[] bytes) => RtpPacket.TryParse(bytes, out var packet) ? packet.Timestamp : 0;
}
