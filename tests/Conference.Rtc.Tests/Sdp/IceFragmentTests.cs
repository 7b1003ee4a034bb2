using System.Text;
using Conference.Rtc.Sdp;

namespace Conference.Rtc.Tests.Sdp;

public sealed class IceFragmentTests
{
    private const string Credentials = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n";

    private const string OfSection =
        "a=group:BUNDLE 0 1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n" + Credentials
        + "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1\r\na=end-of-candidates\r\n";

    [Theory]
    [InlineData(OfSection)]
    [InlineData(Credentials + "m=audio 9 RTP/AVP 0\r\na=mid:0\r\n")] // RFC 8840 §9: at the top they hold for all sections
    [InlineData(Credentials)]
    public void Credentials_are_read_from_the_section_or_the_session(string text)
    {
        Assert.True(IceFragment.TryParse(text, out var fragment, out _));
        Assert.Equal(("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1"), (fragment.Ufrag, fragment.Password));
    }

    [Fact]
    public void A_fragment_without_credentials_trickles_candidates()
    {
        Assert.True(IceFragment.TryParse("m=audio 9 RTP/AVP 0\na=mid:0\na=end-of-candidates\n", out var fragment, out _));
        Assert.Null(fragment.Ufrag);
    }

    [Theory]
    [InlineData("", SdpErrorReason.MissingVersion)]
    [InlineData("a=ice-ufrag:EsAw\r\n", SdpErrorReason.MalformedIceCredentials)]
    [InlineData("a=ice-ufrag:EsAw\r\na=ice-pwd:short\r\n", SdpErrorReason.MalformedIceCredentials)]
    [InlineData("a=ice-ufrag:Es w\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n", SdpErrorReason.MalformedIceCredentials)]
    [InlineData("m=audio\r\n", SdpErrorReason.MalformedMediaLine)]
    [InlineData("nonsense", SdpErrorReason.MalformedLine)]
    public void A_malformed_fragment_is_refused_by_name(string text, SdpErrorReason reason)
    {
        Assert.False(IceFragment.TryParse(text, out _, out var error));
        Assert.Equal(reason, error.Reason);
    }

    [Fact]
    public void Our_answer_comes_under_the_same_pseudo_section_and_is_itself_a_fragment()
    {
        Assert.True(IceFragment.TryParse(OfSection, out var fragment, out _));
        var text = fragment.Answer(SdpFiles.Local);

        Assert.StartsWith("a=ice-lite\r\na=group:BUNDLE 0 1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=ice-ufrag:", text, StringComparison.Ordinal);
        Assert.EndsWith("a=end-of-candidates\r\n", text, StringComparison.Ordinal);
        Assert.True(IceFragment.TryParse(text, out var ours, out _));
        Assert.Equal((SdpFiles.Local.Ufrag, SdpFiles.Local.Password), (ours.Ufrag, ours.Password));
    }

    [Fact]
    public void Ten_thousand_damaged_fragments_harm_nothing() => Mutation.Survives(
        [Encoding.UTF8.GetBytes(OfSection), Encoding.UTF8.GetBytes(Credentials)],
        bytes =>
        {
            if (IceFragment.TryParse(Encoding.UTF8.GetString(bytes), out var fragment, out _)) fragment.Answer(SdpFiles.Local);
        });
}
