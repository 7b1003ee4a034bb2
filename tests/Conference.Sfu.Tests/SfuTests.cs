using System.Net;
using System.Net.Sockets;
using Conference.Rtc;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Conference.Sfu.Tests.Labs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conference.Sfu.Tests;

/// <summary>The whole SFU with its own thread over the loopback of this machine, once per kind of port.</summary>
public sealed class SfuTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_publisher_over_real_udp_is_heard_by_a_tap(bool portable)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var sfu = new Sfu(
            new SfuOptions { UdpPort = 0, Workers = 1, PortableSockets = portable }, TimeProvider.System, NullLoggerFactory.Instance);
        var room = new RoomId(Guid.NewGuid());
        var teacher = new ParticipantId(Guid.NewGuid());
        await sfu.OpenRoomAsync(room, cancel);
        await sfu.JoinAsync(room, teacher, new ParticipantOptions(PublishRights.All, []), cancel);
        await using var tap = await sfu.TapAsync(room, cancel);

        using var client = new UdpPeer();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var track = new SentTrack("0", TrackSource.Microphone, 1000);
        var answer = await sfu.PublishAsync(
            room, teacher, new PublishOffer(Descriptions.Offer(client.Identity, [track], true, ""), [new PublishedSection("0", TrackSource.Microphone)]), cancel);
        client.Connect(answer.Sdp, default);
        for (var seen = 0; seen < 10; seen += Drain(tap))
        {
            Assert.True(clock.Elapsed < Patience, "no packet got through");
            var now = new Timestamp(clock.Elapsed.Ticks / TimeSpan.TicksPerMicrosecond);
            client.Turn(now);
            if (client.IsConnected)
            {
                var header = new RtpHeader { PayloadType = Browser.Opus, Ssrc = new Ssrc(track.Ssrc), SequenceNumber = track.NextSequence };
                client.SendRtp(now, header, [0x78, 1, 2]);
                track.NextSequence = track.NextSequence.Next;
            }

            client.Socket.Poll(5000, SelectMode.SelectRead);
        }

        var connected = false;
        while (sfu.Events.TryRead(out var happened)) connected |= happened is TransportChanged { State: TransportState.Connected };
        Assert.True(connected);
    }

    private static int Drain(ITap tap)
    {
        var packets = 0;
        while (tap.Messages.TryRead(out var message))
        {
            if (message is not TapPackets batch) continue;
            packets += batch.Count;
            for (var i = 0; i < batch.Count; i++) Assert.InRange(batch[i].At, 0, tap.Now);
            batch.Dispose();
        }

        return packets;
    }

    [Fact]
    public async Task Commands_for_what_is_not_there_are_refused_by_name()
    {
        var cancel = TestContext.Current.CancellationToken;
        var sfu = new Sfu(new SfuOptions { UdpPort = 0, Workers = 2 }, TimeProvider.System, NullLoggerFactory.Instance);
        var room = new RoomId(Guid.NewGuid());
        var nobody = new ParticipantId(Guid.NewGuid());
        Assert.Equal(SfuError.UnknownRoom, (await Assert.ThrowsAsync<SfuException>(async () => await sfu.LeaveAsync(room, nobody, cancel))).Error);
        await sfu.OpenRoomAsync(room, cancel);
        await sfu.OpenRoomAsync(room, cancel);
        Assert.Equal(SfuError.UnknownParticipant, (await Assert.ThrowsAsync<SfuException>(async () => await sfu.LeaveAsync(room, nobody, cancel))).Error);
        await sfu.JoinAsync(room, nobody, new ParticipantOptions(PublishRights.None, []), cancel);
        var offer = new PublishOffer("this is no SDP", []);
        Assert.Equal(
            SfuError.BadDescription, (await Assert.ThrowsAsync<SfuException>(async () => await sfu.PublishAsync(room, nobody, offer, cancel))).Error);
        Assert.Equal(
            SfuError.StaleAnswer, (await Assert.ThrowsAsync<SfuException>(async () => await sfu.AnswerAsync(room, nobody, 1, "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n", cancel))).Error);
        await sfu.CloseRoomAsync(room, cancel);
        await sfu.CloseRoomAsync(room, cancel);
        Assert.Equal(SfuError.UnknownRoom, (await Assert.ThrowsAsync<SfuException>(async () => await sfu.TapAsync(room, cancel))).Error);
        await sfu.DisposeAsync();
        Assert.Equal(SfuError.Stopped, (await Assert.ThrowsAsync<SfuException>(async () => await sfu.OpenRoomAsync(room, cancel))).Error);
        Assert.True(sfu.Events.Completion.IsCompleted);
    }

    [Fact]
    public void A_port_that_is_taken_stops_the_start_and_is_named()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Any, 0));
        var options = new SfuOptions { UdpPort = ((IPEndPoint)taken.LocalEndPoint!).Port, Workers = 1 };
        var refusal = Assert.Throws<ArgumentException>(() => new Sfu(options, TimeProvider.System, NullLoggerFactory.Instance));
        Assert.StartsWith("Sfu:UdpPort", refusal.Message, StringComparison.Ordinal);
    }
}
