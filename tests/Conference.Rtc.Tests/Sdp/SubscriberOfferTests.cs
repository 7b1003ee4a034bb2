using Conference.Rtc.Codecs;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;

namespace Conference.Rtc.Tests.Sdp;

public sealed class SubscriberOfferTests
{
    private static readonly MediaCodec[] AllCodecs = [MediaCodec.Vp8, MediaCodec.Av1, MediaCodec.H264, MediaCodec.Vp9];

    [Fact]
    public void A_camera_is_offered_with_every_codec_and_its_retransmissions()
    {
        var offer = new SubscriberOffer(SdpFiles.Local, 7, AllCodecs);
        Assert.True(offer.TryAdd(Video(1), out var mid));
        var sdp = SdpFiles.Parse(offer.Write());
        var section = sdp.Sections.Single();

        Assert.Equal("0", mid.ToString());
        Assert.True(sdp.Attributes.Has("ice-lite"));
        Assert.Equal("- 7 1 IN IP4 127.0.0.1", sdp.Origin);
        Assert.Equal("98 99 102 103 45 46 96 97", string.Join(' ', section.Formats));
        Assert.Equal(MediaDirection.SendOnly, section.Direction);
        Assert.Equal("actpass", section.Attributes.First("setup"));
        Assert.Equal("anna camera-1", section.Attributes.First("msid"));
        Assert.Equal("FID 1 1001", section.Attributes.First("ssrc-group"));
        Assert.Equal([new OfferedStream(new Ssrc(1), new Ssrc(1001))], OfferedStream.ReadAll(section));
        Assert.Contains("1 1 udp 2130706431 192.0.2.1 50000 typ host", section.Attributes.Values("candidate"));
        Assert.Contains("2 1 udp 2130706175 2001:db8::1 50000 typ host", section.Attributes.Values("candidate"));
        Assert.True(section.Attributes.Has("end-of-candidates"));
        Assert.Equal(
            [HeaderExtensionKind.Mid, HeaderExtensionKind.TransportSequence, HeaderExtensionKind.DependencyDescriptor, HeaderExtensionKind.ColorSpace],
            section.ReadExtensions().Select(line => line.Kind));
    }

    [Fact]
    public void The_place_of_an_ended_track_is_used_again_only_after_the_browser_saw_it_inactive()
    {
        var offer = new SubscriberOffer(SdpFiles.Local, 7, AllCodecs);
        offer.TryAdd(Video(1), out var first);
        Accept(offer, offer.Write());
        Assert.True(offer.Remove(first));
        offer.TryAdd(Video(2), out var second);
        Assert.NotEqual(first, second);

        var sdp = offer.Write();
        Assert.Equal(MediaDirection.Inactive, SdpFiles.Parse(sdp).Sections[0].Direction);
        offer.TryAdd(Video(3), out var third); // between offer and answer
        Assert.Equal(3, offer.SectionCount);
        Accept(offer, sdp);
        offer.TryAdd(Video(4), out var fourth);

        Assert.Equal(first, fourth);
        Assert.Equal(["0", "1", "2"], SdpFiles.Parse(offer.Write()).Sections.Select(section => section.MidText!));
        Assert.Equal([fourth, second, third], offer.Tracks.Select(track => track.Mid));
        Assert.False(offer.Remove(Mid.Create("9")));
    }

    [Fact]
    public void A_place_is_used_again_for_the_same_kind_only()
    {
        var offer = new SubscriberOffer(SdpFiles.Local, 7, AllCodecs);
        offer.TryAdd(Video(1), out var first);
        Accept(offer, offer.Write());
        offer.Remove(first);
        Accept(offer, offer.Write());
        offer.TryAdd(Audio(2), out var second);

        Assert.NotEqual(first, second);
        Assert.Equal(["video", "audio"], SdpFiles.Parse(offer.Write()).Sections.Select(section => section.Media));
    }

    [Fact]
    public void A_rejected_section_stays_rejected_and_leaves_the_bundle()
    {
        var offer = new SubscriberOffer(SdpFiles.Local, 7, AllCodecs);
        offer.TryAdd(Video(1), out var first);
        offer.TryAdd(Audio(2), out _);
        var accepted = Accept(offer, offer.Write().Replace("m=video 9", "m=video 0", StringComparison.Ordinal));
        offer.Remove(first);
        offer.TryAdd(Video(3), out var third);
        var sdp = SdpFiles.Parse(offer.Write());

        Assert.True(accepted.Sections[0].Rejected);
        Assert.Equal("2", third.ToString());
        Assert.Equal(0, sdp.Sections[0].Port);
        Assert.Equal(["1", "2"], sdp.Bundle);
        Assert.True(sdp.Sections[1].Attributes.Has("candidate"));
    }

    [Fact]
    public void The_answer_tells_codecs_extensions_and_transport()
    {
        var offer = new SubscriberOffer(SdpFiles.Local, 7, AllCodecs);
        offer.TryAdd(Audio(1), out _);
        offer.TryAdd(Video(2), out _);
        // A browser without H.264 and without the dependency descriptor.
        var text = offer.Write().Replace(" 102 103", "", StringComparison.Ordinal);
        text = string.Join("\r\n", text.Split("\r\n").Where(line => !line.Contains("dependency", StringComparison.Ordinal)));
        var answer = Accept(offer, text);

        Assert.Equal("ABCDEFGH", answer.Remote!.Ufrag);
        Assert.Equal(SetupRole.Active, answer.Remote.Setup);
        Assert.True(answer.Sections[1].Receives);
        Assert.Equal(new SectionCodec(MediaCodec.Vp9, 98, 99) { Parameters = "profile-id=0" }, answer.Sections[1].Find(MediaCodec.Vp9));
        Assert.Null(answer.Sections[1].Find(MediaCodec.H264));
        Assert.Equal(97, answer.Sections[1].Find(MediaCodec.Vp8)!.RtxPayloadType!.Value);
        Assert.Equal(0, answer.Extensions[HeaderExtensionKind.DependencyDescriptor]);
        Assert.Equal(3, answer.Extensions[HeaderExtensionKind.AudioLevel]);
    }

    [Theory]
    [InlineData("a=setup:active", "a=setup:passive", SdpErrorReason.WrongSetup)]
    [InlineData("a=setup:active", "a=setup:actpass", SdpErrorReason.WrongSetup)]
    [InlineData("a=mid:0", "a=mid:5", SdpErrorReason.SectionsDoNotMatch)]
    [InlineData("a=fingerprint:sha-256", "a=fingerprint:sha-1", SdpErrorReason.MissingFingerprint)]
    [InlineData("m=audio", "m=audio 0 UDP/TLS/RTP/SAVPF 111\r\nm=audio", SdpErrorReason.SectionsDoNotMatch)]
    public void An_answer_that_does_not_fit_is_refused_by_name(string from, string to, SdpErrorReason reason)
    {
        var offer = new SubscriberOffer(SdpFiles.Local, 7, AllCodecs);
        offer.TryAdd(Audio(1), out _);
        var answer = SdpFiles.Parse(AsAnswer(offer.Write()).Replace(from, to, StringComparison.Ordinal));

        Assert.False(SubscriberAnswer.TryRead(answer, out var read, out var error) && offer.TryAccept(read, out error));
        Assert.Equal(reason, error!.Reason);
    }

    private static SubscriberTrack Video(uint ssrc) => new(MediaKind.Video, "anna", $"camera-{ssrc}", "anna-cname", new Ssrc(ssrc), new Ssrc(ssrc + 1000));

    private static SubscriberTrack Audio(uint ssrc) => new(MediaKind.Audio, "anna", $"voice-{ssrc}", "anna-cname", new Ssrc(ssrc), null);

    /// <summary>What a browser makes of an offer, as far as the reader cares.</summary>
    private static string AsAnswer(string offer) => offer.Replace("a=setup:actpass", "a=setup:active", StringComparison.Ordinal)
        .Replace("a=sendonly", "a=recvonly", StringComparison.Ordinal);

    private static SubscriberAnswer Accept(SubscriberOffer offer, string sdp)
    {
        Assert.True(SubscriberAnswer.TryRead(SdpFiles.Parse(AsAnswer(sdp)), out var answer, out var error), error?.ToString());
        Assert.True(offer.TryAccept(answer!, out error), error?.ToString());
        return answer!;
    }
}
