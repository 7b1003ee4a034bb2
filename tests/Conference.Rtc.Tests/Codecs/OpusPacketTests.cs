using Conference.Rtc.Codecs;

namespace Conference.Rtc.Tests.Codecs;

public sealed class OpusPacketTests
{
    // RFC 6716 §3.1: config in the upper five bits, frame count code in the lower two.
    [Theory]
    [InlineData("78", 960)] // hybrid fullband 20 ms
    [InlineData("08", 960)] // SILK 20 ms
    [InlineData("18", 2880)] // SILK 60 ms
    [InlineData("80", 120)] // CELT 2.5 ms
    [InlineData("FC", 960)] // CELT fullband stereo 20 ms
    [InlineData("F9", 1920)] // two frames of 20 ms
    [InlineData("FB03", 2880)] // three
    public void The_first_bytes_tell_the_duration(string hex, int samples)
    {
        Assert.True(OpusPacket.TryGetDuration(Convert.FromHexString(hex), out var read));
        Assert.Equal(samples, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("FB")] // the count is missing
    [InlineData("FB00")] // no frames
    [InlineData("FB07")] // 140 ms
    public void Broken_packets_are_refused(string hex) => Assert.False(OpusPacket.TryGetDuration(Convert.FromHexString(hex), out _));
}
