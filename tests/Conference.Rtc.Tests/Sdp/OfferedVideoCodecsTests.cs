using Conference.Rtc.Codecs;
using Conference.Rtc.Sdp;

namespace Conference.Rtc.Tests.Sdp;

public sealed class OfferedVideoCodecsTests
{
    [Theory]
    [InlineData("offer-chromium-vp9", MediaDirection.SendOnly, "Vp9")]
    [InlineData("offer-chromium-av1", MediaDirection.SendOnly, "Av1")]
    [InlineData("offer-chromium-h264", MediaDirection.SendOnly, "H264")]
    [InlineData("offer-chromium-canvas", MediaDirection.SendOnly, "Vp8")]
    [InlineData("offer-chromium-canvas", MediaDirection.RecvOnly, "")]
    [InlineData("offer-chromium-caps", MediaDirection.SendOnly, "Vp8 H264 Av1 Vp9")]
    [InlineData("offer-firefox-recvonly", MediaDirection.RecvOnly, "Vp8 Vp9 Av1")]
    [InlineData("offer-firefox-simulcast", MediaDirection.SendOnly, "Vp8 Vp9 Av1")]
    public void A_captured_offer_tells_its_codecs(string name, MediaDirection direction, string codecs) =>
        Assert.Equal(codecs, string.Join(' ', OfferedVideoCodecs.Of(SdpFiles.Read(name), direction)));

    [Theory]
    [InlineData("42e01f", true)]
    [InlineData("42E01F", true)]
    [InlineData("42c01f", true)]
    [InlineData("4d801f", true)]
    [InlineData("42001f", false)] // baseline with FMO and ASO
    [InlineData("4d001f", false)] // main
    [InlineData("640c1f", false)] // constrained high
    public void Only_constrained_baseline_counts_as_h264(string profile, bool counts)
    {
        var format = new SdpFormat(102, "H264", 90_000, $"level-asymmetry-allowed=1; Packetization-Mode=1;profile-level-id={profile}");

        Assert.Equal(counts ? MediaCodec.H264 : null, format.Codec);
        Assert.Null((format with { Parameters = $"packetization-mode=0;profile-level-id={profile}" }).Codec);
    }
}
