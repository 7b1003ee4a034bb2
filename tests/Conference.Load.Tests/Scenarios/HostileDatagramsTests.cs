using System.Text;
using Conference.Load.Scenarios.Hostile;
using Conference.Rtc.Dtls;

namespace Conference.Load.Tests.Scenarios;

public sealed class HostileDatagramsTests
{
    private const string Server =
        "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:srvr\r\na=ice-pwd:serverspasswordofsome24c\r\n"
        + "a=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF\r\na=setup:passive\r\na=mid:0\r\na=rtpmap:111 opus/48000/2\r\n";

    private static readonly byte[][] Heard = [[.. Enumerable.Range(0, 40).Select(i => (byte)(128 + i))], [1, 2, 3]];

    private static HostileDatagrams Make()
    {
        using var certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow);
        return HostileDatagrams.Of(Heard, certificate, Server, "peer");
    }

    [Fact]
    public void The_check_is_a_whole_binding_request_under_the_right_name()
    {
        var check = Make().Check();
        Assert.Equal([0, 1], check[..2]); // RFC 8489 §5: Binding request, its length, the cookie
        Assert.Equal(check.Length - 20, (check[2] << 8) | check[3]);
        Assert.Equal([0x21, 0x12, 0xA4, 0x42], check[4..8]);
        Assert.Contains("srvr:peer", Encoding.Latin1.GetString(check), StringComparison.Ordinal);
    }

    [Fact]
    public void The_hello_is_a_handshake_record() => Assert.Equal(22, Make().Hello()[0]);

    [Fact]
    public void What_is_replayed_is_media_as_it_was_heard() => Assert.Same(Heard[0], Make().Replay());

    [Fact]
    public void Damaged_media_is_never_what_was_heard_and_leaves_that_whole()
    {
        var datagrams = Make();
        byte[] original = [.. Heard[0]];
        for (var i = 0; i < 1000; i++) Assert.NotEqual(original, datagrams.Damaged());
        Assert.Equal(original, Heard[0]);
    }
}
