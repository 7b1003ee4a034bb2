using Conference.Rtc;
using Conference.Sfu.Control;
using Conference.Sfu.Net;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;
using Conference.Sfu.Tests.Rooms;

namespace Conference.Sfu.Tests.Net;

public sealed class WorkerTests : RoomTest
{
    [Fact]
    public void Ten_thousand_hostile_datagrams_do_not_disturb_a_call()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        var random = new Random(20261121);
        var stun = HarvestStun();
        var transports = Lab.Worker.Transports.Count;
        for (var i = 0; i < 10_000; i++)
        {
            var datagram = new byte[random.Next(0, 1400)];
            random.NextBytes(datagram);
            // A third looks like STUN, DTLS or RTP by its first byte, a third is a real check of this call with some bytes changed.
            if (datagram.Length > 0 && i % 3 == 0) datagram[0] = (byte)(new[] { 0, 22, 128, 144 }[random.Next(4)]);
            if (i % 3 == 1)
            {
                datagram = (byte[])stun[random.Next(stun.Count)].Clone();
                for (var flips = random.Next(1, 6); flips > 0; flips--) datagram[random.Next(datagram.Length)] ^= (byte)random.Next(1, 256);
            }

            // From strangers and, as a forger can, from the publisher's own address.
            Lab.Port.Deliver(i % 2 == 0 ? RemoteEndPoint.FromIPv4((uint)random.Next(), (ushort)random.Next(1, 65536)) : teacher.Publishing!.Address, datagram);
            if (i % 100 != 0) continue;
            teacher.SendVideo(camera, isKey: i == 0);
            Lab.Run(1);
        }

        Lab.Run(50);
        Assert.Equal(100, Marks(student).Count);
        Assert.Equal(0, Lab.Worker.Counters.Faults);
        Assert.DoesNotContain(Events<TransportChanged>(), change => change.State == TransportState.Closed);
        Assert.Equal(transports, Lab.Worker.Transports.Count);
        Assert.True(Lab.Dropped(DropReason.UnknownAddress) > 3000);
        Assert.True(Lab.Dropped(DropReason.Refused) > 3000);
    }

    [Fact]
    public void A_stranger_learns_nothing_and_gets_no_entry()
    {
        Call(TrackSource.Camera);
        var sent = Lab.Port.Counters.DatagramsOut;
        var random = new Random(5);
        var datagram = new byte[100];
        for (var i = 0; i < 100; i++)
        {
            random.NextBytes(datagram);
            Lab.Port.Deliver(RemoteEndPoint.FromIPv4(0xC0A80001 + (uint)i, 4711), datagram);
        }

        Lab.Worker.Turn(Lab.Now);
        Assert.Equal(sent, Lab.Port.Counters.DatagramsOut);
    }

    [Fact]
    public void A_command_that_throws_is_counted_and_the_next_one_runs()
    {
        var ran = false;
        Lab.Worker.Post(_ => throw new InvalidOperationException("broken on purpose"));
        Lab.Worker.Post(_ => ran = true);
        Lab.Run(2);
        Assert.True(ran);
        Assert.Equal(1, Lab.Worker.Counters.Faults);
    }

    [Fact]
    public void A_fault_in_a_rooms_deadline_closes_that_room_and_the_worker_goes_on()
    {
        var (teacher, _, microphone) = Call(TrackSource.Microphone);
        Lab.OnEvent = happened =>
        {
            if (happened is ActiveSpeakers) throw new InvalidOperationException("broken on purpose");
        };
        for (var i = 0; i < 30; i++)
        {
            if (!Lab.Room.IsClosed) teacher.SendAudio(microphone, level: 10);
            Lab.Run(20);
        }

        Assert.True(Lab.Room.IsClosed);
        Assert.Equal(1, Lab.Worker.Counters.Faults);
        Assert.Equal(2, Events<TransportChanged>().Count(change => change is { State: TransportState.Closed, Reason: "fault" }));
        Assert.Equal(0, Lab.Worker.Transports.Count);
        Assert.Equal(0, Lab.Worker.Pool.InUse);
        var ran = false;
        Lab.Worker.Post(_ => ran = true);
        Lab.Run(1);
        Assert.True(ran);
    }

    [Fact]
    public void A_second_fault_while_the_first_is_cleared_up_leaves_the_worker_running()
    {
        var (teacher, _, microphone) = Call(TrackSource.Microphone);
        Lab.OnEvent = happened =>
        {
            if (happened is ActiveSpeakers or TransportChanged { Reason: "fault" }) throw new InvalidOperationException("broken on purpose");
        };
        for (var i = 0; i < 30; i++)
        {
            if (!Lab.Room.IsClosed) teacher.SendAudio(microphone, level: 10);
            Lab.Run(20);
        }

        Assert.True(Lab.Worker.Counters.Faults > 1);
        var ran = false;
        Lab.Worker.Post(_ => ran = true);
        Lab.Run(1);
        Assert.True(ran);
    }

    [Fact]
    public void A_fault_while_a_datagram_is_handled_closes_that_transport_only()
    {
        var (_, student, _) = Call(TrackSource.Camera);
        var broken = Lab.Join();
        broken.Publish(TrackSource.Microphone);
        Lab.OnEvent = happened =>
        {
            if (happened is TransportChanged { State: TransportState.Connected } change && change.Participant == broken.Id)
                throw new InvalidOperationException("broken on purpose");
        };
        Lab.RunUntil(() => Lab.Worker.Counters.Faults > 0);

        Assert.Equal(1, Lab.Worker.Counters.Faults);
        var closed = Assert.Single(Events<TransportChanged>(), change => change.State == TransportState.Closed);
        Assert.Equal((broken.Id, "fault"), (closed.Participant, closed.Reason));
        Assert.True(student.Subscribing!.IsConnected);
        Assert.False(Lab.Room.IsClosed);
    }

    [Fact]
    public void The_address_of_a_peer_connection_that_was_closed_is_forgotten()
    {
        var teacher = Lab.Join();
        teacher.PublishConnected(TrackSource.Microphone);
        var address = teacher.Publishing!.Address;
        byte[] media = [0x80, 0x00];
        Assert.NotNull(Lab.Worker.Transports.Find(address, media));

        teacher.Publishing.Close();
        Lab.Run(2);

        Assert.Equal(0, Lab.Worker.Transports.Count);
        Assert.Null(Lab.Worker.Transports.Find(address, media));
    }

    [Fact]
    public void A_flood_of_commands_is_spread_over_turns()
    {
        using var lab = new Lab(time: new CreepingTime(TimeSlice.Microseconds / 4));
        var ran = 0;
        for (var i = 0; i < 100; i++) lab.Worker.Post(_ => ran++);
        Assert.Equal(lab.Now, lab.Worker.Turn(lab.Now)); // asks to be called again at once
        Assert.Equal(4, ran);
        while (lab.Worker.HasCommands) lab.Worker.Turn(lab.Now);
        Assert.Equal(100, ran);
    }

    /// <summary>Checks as a browser of this call sends them.</summary>
    private List<byte[]> HarvestStun()
    {
        var harvest = new List<byte[]>();
        var spy = Lab.Join();
        spy.Publish(TrackSource.Microphone);
        Lab.Port.OnDelivered = datagram => harvest.Add(datagram.ToArray());
        Lab.RunUntil(() => harvest.Count > 0);
        Lab.Port.OnDelivered = null;
        Lab.RunUntil(() => spy.Publishing!.IsConnected);
        Lab.Room.Leave(Lab.Now, spy.Id);
        Lab.Events.RemoveAll(happened => happened is TransportChanged { State: TransportState.Closed });
        return harvest;
    }
}
