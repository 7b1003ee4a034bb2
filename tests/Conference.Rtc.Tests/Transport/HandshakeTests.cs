using Conference.Rtc.Dtls;
using Conference.Rtc.Ice;
using Conference.Rtc.Srtp;

namespace Conference.Rtc.Tests.Transports;

public sealed class HandshakeTests
{
    [Fact]
    public void Both_roles_connect_over_a_lossless_link_and_agree_on_gcm()
    {
        using var link = new Link();

        link.Connect();

        Assert.Equal(1, link.Server.Handler.Connections);
        Assert.Equal(1, link.Client.Handler.Connections);
        Assert.Equal(SrtpProfile.AeadAes128Gcm, link.Server.Transport.Profile);
        Assert.Equal(SrtpProfile.AeadAes128Gcm, link.Client.Transport.Profile);
        Assert.Equal(0, link.Server.Counters.TotalDropped);
        Assert.Equal(link.Client.Address, link.Server.Transport.Selected);
    }

    [Fact]
    public void Fifty_seeds_of_a_link_that_loses_a_third_all_connect()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            using var link = new Link(seed, loss: 0.33);
            var connected = link.RunUntil(() => link.Server.Transport.IsConnected && link.Client.Transport.IsConnected, 29_000);
            Assert.True(connected, $"seed {seed}: server {link.Server.Transport.IsConnected}, client {link.Client.Transport.IsConnected}");
        }
    }

    [Fact]
    public void Handshake_datagrams_fit_into_1200_octets()
    {
        using var link = new Link();
        var longest = 0;
        link.Passes = (_, datagram) =>
        {
            longest = Math.Max(longest, datagram.Length);
            return true;
        };

        link.Connect();

        Assert.InRange(longest, 500, 1200);
    }

    [Fact]
    public void A_lost_last_flight_is_repeated()
    {
        using var link = new Link();
        var lost = 0;
        // The server's last flight begins with ChangeCipherSpec (20).
        link.Passes = (from, datagram) => from != link.Server || datagram[0] != 20 || lost++ > 1;

        link.Connect();

        Assert.True(lost > 1);
    }

    [Fact]
    public void Media_keys_wait_for_an_answer_that_comes_after_the_handshake()
    {
        using var link = new Link(serverKnowsRemote: false);
        Assert.True(link.RunUntil(() => link.Client.Transport.IsConnected));
        link.Run(1000);
        Assert.False(link.Server.Transport.IsConnected);

        link.Server.Transport.SetRemote(link.Now, link.ClientParameters, link.Server.Outbox);

        Assert.True(link.Server.Transport.IsConnected);
        Assert.Equal(1, link.Server.Handler.Connections);
    }

    [Fact]
    public void A_certificate_with_another_fingerprint_is_refused()
    {
        using var other = DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(56));
        using var link = new Link(serverKnowsRemote: false);

        link.Server.Transport.SetRemote(link.Now, link.ClientParameters with { Fingerprint = other.Fingerprint }, link.Server.Outbox);
        Assert.False(link.RunUntil(() => link.Server.Transport.IsConnected, 5_000));

        Assert.Equal([TransportCloseReason.DtlsFailed], link.Server.Handler.Closes);
        Assert.Equal(0, link.Server.Handler.Connections);
        Assert.Equal([TransportCloseReason.DtlsAlert], link.Client.Handler.Closes);
    }

    [Fact]
    public void A_handshake_that_never_ends_is_given_up_after_thirty_seconds()
    {
        using var link = new Link();
        link.Passes = (_, datagram) => datagram[0] is not (>= 20 and <= 63);

        link.RunUntil(() => link.Server.Transport.IsClosed, 40_000);

        Assert.Equal([TransportCloseReason.DtlsFailed], link.Server.Handler.Closes);
    }

    [Fact]
    public void Ordering_a_close_tells_the_peer_by_close_notify()
    {
        using var link = new Link();
        link.Connect();

        link.Server.Transport.Close(link.Now, TransportCloseReason.Left, link.Server.Outbox);
        link.Server.Outbox.Flush();
        link.RunUntil(() => link.Client.Transport.IsClosed, 1_000);

        Assert.Equal([TransportCloseReason.Left], link.Server.Handler.Closes);
        Assert.Equal([TransportCloseReason.DtlsAlert], link.Client.Handler.Closes);
    }

    [Fact]
    public void The_clients_close_notify_closes_the_server_with_dtls_alert()
    {
        using var link = new Link();
        link.Connect();

        link.Client.Transport.Close(link.Now, TransportCloseReason.Left, link.Client.Outbox);
        link.Client.Outbox.Flush();
        link.RunUntil(() => link.Server.Transport.IsClosed, 1_000);

        Assert.Equal([TransportCloseReason.DtlsAlert], link.Server.Handler.Closes);
    }
}
