using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;

namespace Conference.Rtc.Tests.Sdp;

public sealed class PublisherAnswerTests
{
    [Fact]
    public void Chromiums_camera_is_taken_as_vp9_of_profile_0()
    {
        var answer = Answer("offer-chromium-vp9", MediaCodec.Vp9);

        var remote = Offer(SdpFiles.Read("offer-chromium-vp9")).Remote;
        Assert.Equal("Z2Vk", remote.Ufrag);
        Assert.Equal("4z5ABOo8+1rKdkyzZtxhGZ9A", remote.Password);
        Assert.StartsWith("sha-256 DE:C5:CD", remote.Fingerprint, StringComparison.Ordinal);
        Assert.Equal(SetupRole.ActPass, remote.Setup);
        var (audio, video) = (answer.Sections[0], answer.Sections[1]);
        Assert.True(audio is { Accepted: true, Kind: MediaKind.Audio, Codec: { Codec: MediaCodec.Opus, PayloadType: 111, RtxPayloadType: null } });
        Assert.True(video is { Accepted: true, Kind: MediaKind.Video, Codec: { Codec: MediaCodec.Vp9, PayloadType: 98, RtxPayloadType: null } });
        Assert.Equal([new OfferedStream(new Ssrc(2288027895), null)], audio.Streams);
        Assert.Equal(4, answer.Extensions[HeaderExtensionKind.Mid]);
        Assert.Equal(3, answer.Extensions[HeaderExtensionKind.TransportSequence]);
        Assert.Equal(1, answer.Extensions[HeaderExtensionKind.AudioLevel]);
        Assert.Equal(12, answer.Extensions[HeaderExtensionKind.DependencyDescriptor]);
        Assert.Equal(8, answer.Extensions[HeaderExtensionKind.ColorSpace]);
        Assert.Equal(0, answer.Extensions[HeaderExtensionKind.Rid]);

        var sdp = SdpFiles.Parse(answer.Sdp);
        Assert.True(sdp.Attributes.Has("ice-lite"));
        Assert.Equal(["0", "1"], sdp.Bundle);
        Assert.Equal(["98"], sdp.Sections[1].Formats);
        Assert.Equal(MediaDirection.RecvOnly, sdp.Sections[1].Direction);
        Assert.Equal("passive", sdp.Sections[1].Attributes.First("setup"));
        Assert.Equal(2, sdp.Sections[0].Attributes.Values("candidate").Count());
        Assert.True(sdp.Sections[0].Attributes.Has("end-of-candidates"));
        Assert.Contains("98 nack pli", sdp.Sections[1].Attributes.Values("rtcp-fb"));
        Assert.False(sdp.Sections[1].Attributes.Has("simulcast"));
    }

    [Fact]
    public void Firefoxs_first_encoding_has_its_retransmission_stream()
    {
        var answer = Answer("offer-firefox-simulcast", MediaCodec.Vp9);

        var video = answer.Sections[1];
        Assert.Equal((121, (byte?)125), (video.Codec!.PayloadType, video.Codec.RtxPayloadType));
        Assert.Equal(new OfferedStream(new Ssrc(2664946297), new Ssrc(2923731038)), video.Streams[0]);
        Assert.Equal(3, video.Streams.Count);
        Assert.Equal(["q", "h", "f"], video.Layers.Select(rid => rid.ToString()));
        var lines = SdpFiles.Parse(answer.Sdp).Sections[1].Attributes;
        Assert.Equal(["q recv", "h recv", "f recv"], lines.Values("rid"));
        Assert.Equal("recv q;h;f", lines.First("simulcast"));
        Assert.Contains("9/recvonly " + HeaderExtensionUri.Rid, lines.Values("extmap"));
        Assert.Contains("10/recvonly " + HeaderExtensionUri.RepairedRid, lines.Values("extmap"));
        Assert.StartsWith("sha-256 35:A9", Offer(SdpFiles.Read("offer-firefox-simulcast")).Remote.Fingerprint, StringComparison.Ordinal); // of the session, not of the section
        Assert.Contains("8/recvonly " + HeaderExtensionUri.DependencyDescriptor, SdpFiles.Parse(answer.Sdp).Sections[1].Attributes.Values("extmap"));
    }

    [Fact]
    public void H264_is_taken_in_its_constrained_baseline_form()
    {
        var answer = Answer("offer-chromium-h264", MediaCodec.H264);

        Assert.Equal(108, answer.Sections[1].Codec!.PayloadType);
        Assert.Contains("108 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", SdpFiles.Parse(answer.Sdp).Sections[1].Attributes.Values("fmtp"));
    }

    [Theory]
    [InlineData("a=simulcast:send q;h;f", "a=simulcast:recv 1;2 send ~f;h,q", "f;h")] // RFC 8853 §5.1: either order, paused, alternatives
    [InlineData("a=simulcast:send q;h;f", "a=simulcast:send q;x;f", "q;f")] // no a=rid line
    [InlineData("a=rid:h send", "a=rid:h send pt=120;max-width=640", "q;f")] // only in a codec that is not the answer's
    [InlineData("a=rid:h send", "a=rid:h send max-br=500000;pt=121,125", "q;h;f")]
    [InlineData("a=simulcast:send q;h;f", "a=simulcast:send q", "")]
    [InlineData("a=simulcast:send q;h;f", "a=simulcast:recv q;h;f", "")]
    [InlineData("a=simulcast:send q;h;f", "a=simulcast:", "")]
    [InlineData("sdes:rtp-stream-id", "nothing", "")] // its packets could not name their layer
    public void Layers_are_taken_as_they_are_offered(string from, string to, string expected)
    {
        var offer = SdpFiles.Text("offer-firefox-simulcast");
        Assert.Contains(from, offer, StringComparison.Ordinal);

        var answer = Answer(Offer(SdpFiles.Parse(offer.Replace(from, to, StringComparison.Ordinal))), MediaCodec.Vp9, "0", "1");

        Assert.Equal(expected, string.Join(';', answer.Sections[1].Layers));
        Assert.Equal(expected.Length == 0 ? null : "recv " + expected, SdpFiles.Parse(answer.Sdp).Sections[1].Attributes.First("simulcast"));
    }

    [Fact]
    public void A_section_that_is_not_named_is_rejected_and_leaves_the_bundle()
    {
        var answer = Answer("offer-chromium-vp9", MediaCodec.Vp9, "1");
        var sdp = SdpFiles.Parse(answer.Sdp);

        Assert.False(answer.Sections[0].Accepted);
        Assert.Equal(0, sdp.Sections[0].Port);
        Assert.Equal(["1"], sdp.Bundle);
        Assert.True(sdp.Sections[1].Attributes.Has("candidate")); // it is the tagged one now
    }

    [Fact]
    public void A_section_that_cannot_send_the_codec_is_rejected()
    {
        var answer = Answer("offer-chromium-vp9", MediaCodec.H264);

        Assert.True(answer.Sections[0].Accepted);
        Assert.False(answer.Sections[1].Accepted);
        Assert.Equal(0, SdpFiles.Parse(answer.Sdp).Sections[1].Port);
    }

    [Fact]
    public void A_section_that_stopped_sending_stays_alive_but_inactive()
    {
        var offer = SdpFiles.Text("offer-chromium-vp9").Replace("a=mid:1\r\n", "a=mid:1\r\na=inactive\r\n", StringComparison.Ordinal)
            .Replace("a=mid:1\n", "a=mid:1\na=inactive\n", StringComparison.Ordinal);
        var answer = Answer(Offer(SdpFiles.Parse(offer)), MediaCodec.Vp9, "0");
        var section = SdpFiles.Parse(answer.Sdp).Sections[1];

        Assert.False(answer.Sections[1].Accepted);
        Assert.Equal((9, MediaDirection.Inactive), (section.Port, section.Direction));
    }

    [Fact]
    public void A_publisher_that_waits_for_the_ClientHello_is_answered_active()
    {
        var offer = SdpFiles.Text("offer-chromium-vp9").Replace("a=setup:actpass", "a=setup:passive", StringComparison.Ordinal); // as FFmpeg offers
        var answer = Answer(Offer(SdpFiles.Parse(offer)), MediaCodec.Vp9, "0", "1");
        Assert.All(SdpFiles.Parse(answer.Sdp).Sections, section => Assert.Equal("active", section.Attributes.First("setup")));
    }

    [Theory]
    [InlineData("a=ice-pwd:", "a=nothing:", SdpErrorReason.MissingIceCredentials)]
    [InlineData("a=fingerprint:", "a=nothing:", SdpErrorReason.MissingFingerprint)]
    [InlineData("a=setup:", "a=nothing:", SdpErrorReason.MissingSetup)]
    [InlineData("a=rtcp-mux", "a=nothing", SdpErrorReason.MissingRtcpMux)]
    [InlineData("a=mid:1", "a=mid:0", SdpErrorReason.DuplicateMid)]
    [InlineData("a=mid:0", "a=mid:0123456789abcdefg", SdpErrorReason.MalformedMid)]
    [InlineData("a=mid:", "a=nothing:", SdpErrorReason.MissingMid)]
    [InlineData("a=group:BUNDLE 0 1", "a=group:BUNDLE 0", SdpErrorReason.NotBundled)]
    public void An_offer_that_lacks_something_is_refused_by_name(string from, string to, SdpErrorReason reason)
    {
        var offer = SdpFiles.Parse(SdpFiles.Text("offer-chromium-vp9").Replace(from, to, StringComparison.Ordinal));

        Assert.False(PublisherOffer.TryRead(offer, out _, out var error));
        Assert.Equal(reason, error!.Reason);
    }

    [Theory]
    [MemberData(nameof(SdpFiles.All), MemberType = typeof(SdpFiles))]
    public void Every_captured_offer_is_answered_with_as_many_sections(string name)
    {
        var offer = Offer(SdpFiles.Read(name));
        var mids = offer.Sections.Select(section => section.Mid.ToString()).ToArray();
        var answer = Answer(offer, offer.VideoCodecs.FirstOrDefault(MediaCodec.Vp8), mids);

        Assert.Equal(mids, SdpFiles.Parse(answer.Sdp).Sections.Select(section => section.MidText!));
    }

    private static PublisherAnswer Answer(string name, MediaCodec video, params string[] accept) =>
        Answer(Offer(SdpFiles.Read(name)), video, accept is [] ? ["0", "1"] : accept);

    private static PublisherAnswer Answer(PublisherOffer offer, MediaCodec video, params string[] accept) =>
        PublisherAnswer.Create(offer, SdpFiles.Local, [.. accept.Select(Mid.Create)], video, 1, 1);

    private static PublisherOffer Offer(SessionDescription description)
    {
        Assert.True(PublisherOffer.TryRead(description, out var offer, out var error), error?.ToString());
        return offer!;
    }
}
