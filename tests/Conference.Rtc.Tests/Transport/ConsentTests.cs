using Conference.Rtc.Ice;

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
