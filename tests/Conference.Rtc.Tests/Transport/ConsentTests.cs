using Conference.Rtc.Ice;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Transports;

public sealed class ConsentTests
{
    [Fact]
    public void Fifteen_seconds_without_a_check_end_the_transport_in_silence()
    {
        using var link = new Link();
        link.Connect();
        link.Run(60_000);
        Assert.False(link.Server.Transport.IsClosed);
        link.Passes = static (_, _) => false;
        var sent = link.Server.Counters.DatagramsSent;
        var start = link.Now;

        Assert.True(link.RunUntil(() => link.Server.Transport.IsClosed, 20_000));

        Assert.Equal([TransportCloseReason.ConsentLost], link.Server.Handler.Closes);
        Assert.Equal(sent, link.Server.Counters.DatagramsSent);
        Assert.InRange((link.Now - start).TotalMilliseconds, 15_000 - IceConsent.CheckIntervalMilliseconds - 20, 15_000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Media_counts_as_a_check_for_a_peer_that_makes_none(bool isRtp)
    {
        using var link = new Link();
        link.Connect();
        link.Passes = (from, datagram) => from == link.Server || datagram[0] > 3; // as GStreamer 1.22: no check once it has nominated
        link.Run(10_000);
        Assert.True(isRtp
            ? link.Client.Transport.SendRtp(link.Now, new RtpHeader { Ssrc = new Ssrc(5) }, "payload"u8, link.Client.Outbox)
            : link.Client.Transport.SendRtcp(link.Now, [0x80, 201, 0, 1, 0, 0, 0, 5], link.Client.Outbox));
        link.Client.Outbox.Flush();
        link.Run(12_000);
        Assert.False(link.Server.Transport.IsClosed);

        Assert.True(link.RunUntil(() => link.Server.Transport.IsClosed, 5_000));
        Assert.Equal([TransportCloseReason.ConsentLost], link.Server.Handler.Closes);
    }

    [Fact]
    public void Replayed_media_counts_for_nothing()
    {
        using var link = new Link();
        link.Connect();
        byte[] wire = [];
        link.Passes = (from, datagram) =>
        {
            if (datagram[0] >= 128) wire = (byte[])datagram.Clone(); // it is decrypted in place
            return from == link.Server || datagram[0] > 3;
        };
        Assert.True(link.Client.Transport.SendRtp(link.Now, new RtpHeader { Ssrc = new Ssrc(5) }, "payload"u8, link.Client.Outbox));
        link.Client.Outbox.Flush();
        link.Run(10_000);
        link.Server.Receive(link.Now, link.Client.Address, (byte[])wire.Clone());
        wire[^1] ^= 1;
        link.Server.Receive(link.Now, link.Client.Address, wire);

        Assert.True(link.RunUntil(() => link.Server.Transport.IsClosed, 6_000));
    }

    [Fact]
    public void A_peer_that_never_comes_is_given_up()
    {
        using var link = new Link();
        link.Passes = static (_, _) => false;

        link.RunUntil(() => link.Server.Transport.IsClosed, 31_000);

        Assert.Equal([TransportCloseReason.ConsentLost], link.Server.Handler.Closes);
    }

    [Fact]
    public void A_newer_nomination_from_another_address_moves_the_selected_pair()
    {
        using var link = new Link();
        link.Connect();
        var moved = RemoteEndPoint.FromIPv4(0x0A000003, 7000);

        link.Client.Address = moved;
        link.RunUntil(() => link.Server.Transport.Selected == moved, 10_000);

        Assert.Equal(moved, link.Server.Transport.Selected);
        Assert.False(link.Server.Transport.IsClosed);
        link.Run(30_000);
        Assert.False(link.Server.Transport.IsClosed);
    }

    [Fact]
    public void The_end_after_a_close_is_final()
    {
        using var link = new Link();
        link.Connect();
        link.Server.Transport.Close(link.Now, TransportCloseReason.Left, link.Server.Outbox);

        link.Server.Transport.Close(link.Now, TransportCloseReason.Fault, link.Server.Outbox);

        Assert.Equal([TransportCloseReason.Left], link.Server.Handler.Closes);
        Assert.Equal(Timestamp.Never, link.Server.Transport.HandleTimeout(link.Now.AddMilliseconds(99_000), link.Server.Outbox));
        link.Server.Receive(link.Now, link.Client.Address, [0x80, 0, 0]);
        Assert.Equal(1, link.Server.Counters.Dropped(TransportDrop.Closed));
    }
}
