using Conference.Rtc.Codecs;

namespace Conference.Rtc.Tests.Codecs;

public sealed class PictureNumbersTests
{
    /// <summary>RFC 7741 §4.2: X; I and L; a long picture id, TL0PICIDX; then a VP8 frame.</summary>
    private static byte[] Vp8(int id, byte tl0) => [0x90, 0xC0, (byte)(0x80 | (id >> 8)), (byte)id, tl0, 0x11, 0, 0];

    /// <summary>RFC 9628 §4.2: I and L, not flexible; a long picture id, the layers, TL0PICIDX; then a VP9 frame.</summary>
    private static byte[] Vp9(int id, byte tl0) => [0xAC, (byte)(0x80 | (id >> 8)), (byte)id, 0x00, tl0, 0x86];

    private static byte[] Descriptor(int frame) => [0xC0, (byte)(frame >> 8), (byte)frame];

    [Fact]
    public void Each_codec_tells_its_own()
    {
        Assert.Equal(new PictureNumbers(0x1234, 77, -1), PictureNumbers.Read(MediaCodec.Vp8, Vp8(0x1234, 77), []));
        Assert.Equal(new PictureNumbers(0x1234, 77, -1), PictureNumbers.Read(MediaCodec.Vp9, Vp9(0x1234, 77), []));
        Assert.Equal(new PictureNumbers(-1, -1, 0xABCD), PictureNumbers.Read(MediaCodec.Av1, [0x10, 0x32], Descriptor(0xABCD)));
        Assert.Equal(PictureNumbers.None, PictureNumbers.Read(MediaCodec.H264, [0x65, 0x88], []));
        Assert.Equal(new PictureNumbers(0x12, -1, -1), PictureNumbers.Read(MediaCodec.Vp8, [0x90, 0x80, 0x12, 0x11], [])); // a short id
        Assert.Equal(PictureNumbers.None, PictureNumbers.Read(MediaCodec.Vp8, [0x10, 0x11], []));
        Assert.Equal(PictureNumbers.None, PictureNumbers.Read(MediaCodec.Vp8, [0x90, 0x80], [])); // cut short
    }

    [Theory]
    [InlineData(0x7FF0, 250, 0xFFF0)]
    [InlineData(5, 5, 5)]
    [InlineData(0x4000, 128, 0x8000)]
    public void A_shift_makes_one_layer_follow_the_other_around_every_wrap(int id, int tl0, int frame)
    {
        var last = new PictureNumbers(id, tl0, frame);
        var first = PictureNumbers.Read(MediaCodec.Vp8, Vp8(0x0123, 200), Descriptor(0x4567));
        var shift = last.ShiftOf(first);
        for (var i = 0; i < 40; i++)
        {
            var (payload, descriptor) = (Vp8(0x0123 + i, (byte)(200 + i)), Descriptor(0x4567 + i));
            shift.Shift(MediaCodec.Vp8, payload, descriptor);
            var numbers = PictureNumbers.Read(MediaCodec.Vp8, payload, descriptor);
            Assert.Equal(new PictureNumbers((id + 1 + i) & 0x7FFF, (tl0 + 1 + i) & 0xFF, (frame + 1 + i) & 0xFFFF), numbers);
            Assert.Equal(numbers, last.Furthest(numbers));
            Assert.Equal(numbers, numbers.Furthest(last));
            Assert.Equal(new byte[] { 0x90, 0xC0 }, payload[..2]);
            Assert.Equal(new byte[] { 0x11, 0, 0 }, payload[5..]);
        }
    }

    [Fact]
    public void Vp9_is_shifted_in_its_places()
    {
        var payload = Vp9(0x7FFF, 255);
        new PictureNumbers(1, 1, 0).Shift(MediaCodec.Vp9, payload, []);
        Assert.Equal(Vp9(0, 0), payload);
    }

    [Fact]
    public void What_is_malformed_is_left_as_it_is()
    {
        var random = new Random(17);
        for (var i = 0; i < 10_000; i++)
        {
            var payload = new byte[random.Next(12)];
            random.NextBytes(payload);
            var descriptor = new byte[random.Next(4)];
            foreach (var codec in new[] { MediaCodec.Vp8, MediaCodec.Vp9, MediaCodec.H264, MediaCodec.Av1 })
            {
                var before = PictureNumbers.Read(codec, payload, descriptor);
                new PictureNumbers(3, 5, 7).Shift(codec, payload, descriptor);
                var after = PictureNumbers.Read(codec, payload, descriptor);
                Assert.Equal((before.PictureId < 0, before.Tl0 < 0), (after.PictureId < 0, after.Tl0 < 0));
                KeyFrameSize.TryRead(codec, payload, out _, out _);
            }
        }
    }
}
