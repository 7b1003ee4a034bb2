using Conference.Sfu.Control;
using Conference.Sfu.Net;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Net;

public sealed class HandshakeTests
{
    /// <summary>What one step takes in these tests; so a slice of a turn has room for two.</summary>
    private const long StepMicroseconds = TimeSlice.Microseconds / 2;

    [Fact]
    public void Media_that_came_after_a_burst_of_handshakes_leaves_before_them()
    {
        using var lab = new Lab(time: new CreepingTime(StepMicroseconds));
        var teacher = lab.Join();
        var student = lab.Join();
        var camera = teacher.PublishConnected(TrackSource.Camera);
        student.SubscribeConnected();
        teacher.SendVideo(camera, isKey: true);
        lab.Run(30);
        var burst = ClientHellos(lab, 20);

        teacher.SendVideo(camera, isKey: false, packets: 3);
        var sent = Sent(lab, () => lab.Worker.Turn(lab.Now));

        Assert.Equal([128, 128, 128], sent.Take(3).Select(first => first & 0xC0));
        Assert.Equal(2, sent.Count(IsDtls)); // one datagram of the server's flight per step
        Assert.Equal(20, burst.Count);
    }

    [Fact]
    public void A_burst_of_handshakes_is_spread_over_turns_and_all_succeed()
    {
        using var lab = new Lab(time: new CreepingTime(StepMicroseconds));
        var burst = ClientHellos(lab, 50);
        var turns = 0;
        while (burst.Exists(browser => !browser.Publishing!.IsConnected))
        {
            Assert.InRange(Sent(lab, () => lab.Run(1)).Count(IsDtls), 0, 2);
            Assert.True(++turns < 1000);
        }

        Assert.True(turns >= 50); // two flights of the server for each of fifty, two a turn
        lab.Run(5);
        Assert.Equal(0, lab.Worker.Pool.InUse);
        Assert.Equal(0, lab.Dropped(DropReason.HandshakeQueueFull));
    }

    [Fact]
    public void Handshakes_that_wait_make_the_next_turn_come_at_once()
    {
        using var lab = new Lab(time: new CreepingTime(StepMicroseconds));
        ClientHellos(lab, 10);
        Assert.Equal(lab.Now, lab.Worker.Turn(lab.Now));
    }

    [Fact]
    public void One_transport_takes_only_its_share_of_the_queue_and_others_connect()
    {
        using var lab = new Lab(time: new CreepingTime(StepMicroseconds));
        var greedy = ClientHellos(lab, 1)[0];
        byte[] record = [22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 9, 0, 1, 0];
        for (var i = 0; i < 100; i++) lab.Port.Deliver(greedy.Publishing!.Address, record);
        var other = lab.Join();
        other.Publish(TrackSource.Microphone);

        Assert.True(lab.RunUntil(() => other.Publishing!.IsConnected));
        Assert.True(lab.Dropped(DropReason.HandshakeQueueFull) >= 100 - HandshakeQueue.CapacityPerTransport);
    }

    [Fact]
    public void A_participant_that_leaves_while_its_handshake_waits_gives_its_slots_back()
    {
        using var lab = new Lab(time: new CreepingTime(StepMicroseconds));
        var burst = ClientHellos(lab, 10);
        lab.Worker.Turn(lab.Now);
        Assert.True(lab.Worker.Pool.InUse > 0);
        foreach (var browser in burst) lab.Room.Leave(lab.Now, browser.Id);
        for (var i = 0; i < 20; i++) lab.Worker.Turn(lab.Now);

        Assert.Equal(0, lab.Worker.Pool.InUse);
        Assert.Equal(0, lab.Worker.Counters.Faults);
        Assert.Equal(0, lab.Worker.Transports.Count);
    }

    /// <summary>Publishers whose checks have passed and whose ClientHellos lie in the port.</summary>
    private static List<Browser> ClientHellos(Lab lab, int count)
    {
        var browsers = new List<Browser>();
        var waiting = 0;
        lab.Port.OnDelivered = datagram => waiting += IsDtls(datagram.Span[0]) ? 1 : 0;
        for (var i = 0; i < count; i++)
        {
            var browser = lab.Join();
            browser.Publish(TrackSource.Microphone);
            browsers.Add(browser);
        }

        for (var i = 0; i < 1000 && waiting < count; i++) lab.Run(1);
        lab.Port.OnDelivered = null;
        Assert.Equal(count, waiting);
        return browsers;
    }

    /// <summary>The first octets of the datagrams that the Worker sends meanwhile.</summary>
    private static List<byte> Sent(Lab lab, Action during)
    {
        var sent = new List<byte>();
        lab.Passes = (_, datagram) =>
        {
            sent.Add(datagram[0]);
            return true;
        };
        during();
        lab.Passes = null;
        return sent;
    }

    private static bool IsDtls(byte first) => first is >= 20 and <= 63; // RFC 7983 §7
}
