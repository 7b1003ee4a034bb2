using System.Text;
using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;

namespace Conference.Rtc.Tests.Sdp;

public sealed class PlayerAnswerTests
{
    [Fact]
    public void Firefoxs_player_is_answered_with_its_own_payload_types_and_identifiers()
    {
        var (offer, answer) = Answer("offer-firefox-recvonly", MediaCodec.H264);

        Assert.Equal(offer.Sections.Select(section => section.Mid.ToString()), answer.Sections.Select(section => section.MidText!));
        foreach (var (offered, section) in offer.Sections.Zip(answer.Sections))
        {
            Assert.Equal(MediaDirection.SendOnly, section.Direction);
            Assert.Equal(
                offered.Codecs.Select(codec => (codec.Codec, codec.PayloadType, codec.RtxPayloadType)).Order(),
                SectionCodec.ReadAll(section).Select(codec => (codec.Codec, codec.PayloadType, codec.RtxPayloadType)).Order());
            foreach (var line in section.ReadExtensions()) Assert.Equal(line.Id, offer.Extensions[line.Kind]);
        }

        Assert.True(answer.Attributes.Has("ice-lite"));
        Assert.True(answer.Sections[0].Attributes.Has("end-of-candidates"));
    }

    [Fact]
    public void The_codec_that_is_sent_now_is_named_first()
    {
        foreach (var first in new[] { MediaCodec.Vp8, MediaCodec.Vp9 })
        {
            var (_, answer) = Answer("offer-chromium-caps", first);
            foreach (var video in answer.Sections.Where(section => section.Kind == MediaKind.Video))
                Assert.Equal(first, SectionCodec.ReadAll(video)[0].Codec);
        }
    }

    [Fact]
    public void A_section_that_does_not_receive_is_refused()
    {
        Assert.False(PlayerOffer.TryRead(SdpFiles.Read("offer-chromium-vp9"), out _, out var error));
        Assert.Equal(SdpErrorReason.WrongDirection, error.Reason);
    }

    [Fact]
    public void A_player_that_waits_for_the_ClientHello_is_answered_active()
    {
        var text = Receiving("offer-firefox-recvonly").Replace("a=setup:actpass", "a=setup:passive", StringComparison.Ordinal);
        Assert.True(PlayerOffer.TryRead(SdpFiles.Parse(text), out var offer, out _));
        var answer = SdpFiles.Parse(Write(offer, null));
        Assert.All(answer.Sections, section => Assert.Equal("active", section.Attributes.First("setup")));
    }

    [Fact]
    public void Ten_thousand_damaged_offers_are_read_and_answered_or_refused() => Mutation.Survives(
        [Encoding.UTF8.GetBytes(Receiving("offer-firefox-recvonly")), Encoding.UTF8.GetBytes(Receiving("offer-chromium-caps"))],
        bytes =>
        {
            if (!SdpParser.TryParse(Encoding.UTF8.GetString(bytes), out var description, out _) || !PlayerOffer.TryRead(description, out var offer, out _)) return;
            if (offer.Sections.Any(section => section.Codecs.Count == 0)) return; // nobody answers that
            Assert.True(SdpParser.TryParse(Write(offer, MediaCodec.Vp9), out var answer, out _));
            Assert.Equal(description.Sections.Count, answer.Sections.Count);
        });

    /// <summary>The capabilities offer of a page, which is what a player would offer but for its direction.</summary>
    private static string Receiving(string name) => SdpFiles.Text(name).Replace("a=sendonly", "a=recvonly", StringComparison.Ordinal);

    private static (PlayerOffer Offer, SessionDescription Answer) Answer(string name, MediaCodec first)
    {
        Assert.True(PlayerOffer.TryRead(SdpFiles.Parse(Receiving(name)), out var offer, out var error), error?.ToString());
        return (offer, SdpFiles.Parse(Write(offer, first)));
    }

    private static string Write(PlayerOffer offer, MediaCodec? first)
    {
        var tracks = offer.Sections.Select((section, index) => new SubscriberTrack(
            section.Kind, "stream", section.Mid.ToString(), "stream", new Ssrc((uint)(1000 + (2 * index))), section.HasRtx ? new Ssrc((uint)(1001 + (2 * index))) : null));
        return PlayerAnswer.Write(offer, SdpFiles.Local, [.. tracks], first, 1);
    }
}
