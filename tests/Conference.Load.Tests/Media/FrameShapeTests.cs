using Conference.Load.Media;

namespace Conference.Load.Tests.Media;

public sealed class FrameShapeTests
{
    [Fact]
    public void An_even_frame_has_so_many_packets_of_1200_bytes()
    {
        var shape = FrameShape.Parse("4");
        var lengths = new int[shape.MaxPackets];
        Assert.Equal(4, shape.NextFrame(lengths));
        Assert.All(lengths, length => Assert.Equal(1200 - 12, length));
        Assert.Equal(4, shape.MeanPackets);
    }

    [Fact]
    public void A_cameras_packets_of_one_frame_differ_by_a_byte_at_most_and_fit_a_packet()
    {
        var shape = FrameShape.Parse("browser");
        var lengths = new int[shape.MaxPackets];
        var differs = false;
        for (var frame = 0; frame < 1000; frame++)
        {
            var own = lengths[..shape.NextFrame(lengths)];
            Assert.InRange(own.Max() - own.Min(), 0, 1);
            Assert.All(own, length => Assert.InRange(length, MediaPayload.MinLength, MediaPayload.MaxLength));
            differs |= own.Max() != own.Min();
        }

        Assert.True(differs);
    }

    [Fact]
    public void The_mean_of_a_cameras_frames_is_what_a_second_of_them_holds()
    {
        var shape = FrameShape.Browser();
        var lengths = new int[shape.MaxPackets];
        var packets = Enumerable.Range(0, 2000).Sum(_ => shape.NextFrame(lengths));
        Assert.Equal(shape.MeanPackets, packets / 2000.0, 9);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("ten")]
    public void Another_shape_is_refused_by_name(string text) => Assert.Contains($"\"{text}\"", Assert.Throws<FormatException>(() => FrameShape.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_payload_is_known_again_and_a_changed_one_is_not()
    {
        var payload = new byte[100];
        MediaPayload.WriteVideo(payload, 1234, 77, isKey: true, isFirst: true, 5_000_000_000);
        Assert.True(MediaPayload.TryRead(payload, out var sent));
        Assert.Equal(5_000_000_000, sent);
        payload[99] ^= 1;
        Assert.False(MediaPayload.TryRead(payload, out _));
        Assert.False(MediaPayload.TryRead(payload.AsSpan(0, 31), out _));
    }
}
