using Conference.Rtc;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Conference.Sfu.Net;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

/// <summary>A room whose subscribers are served by three Workers: one of them each.</summary>
public sealed class SpreadTests : IDisposable
{
    private readonly Lab _lab = new(new SfuOptions { SubscribersPerWorker = 1 }, workers: 3);
    private readonly Browser _teacher;
    private readonly List<Browser> _students;
    private readonly SentTrack _camera;

    public SpreadTests()
    {
        _teacher = _lab.Join();
        _students = [.. Enumerable.Range(0, 3).Select(_ => _lab.Join())];
        _camera = _teacher.PublishConnected(TrackSource.Camera);
        foreach (var student in _students) student.SubscribeConnected();
        _lab.Run(30);
    }

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void Subscribers_beyond_a_workers_share_are_given_the_ports_of_others()
    {
        Assert.Equal([10000, 10001, 10002], _students.Select(student => (int)student.Subscribing!.Server.Port).Order());
        Assert.Equal(2, _lab.Room.FarAudiences.Count);
        Assert.Equal([2, 1, 1], _lab.Workers.Select(worker => worker.Transports.Count)); // the teacher's own and one each
    }

    [Fact]
    public void Everybody_gets_every_packet_in_order()
    {
        for (var i = 0; i < 50; i++)
        {
            _teacher.SendVideo(_camera, isKey: i == 0, packets: 3);
            _lab.Run(2);
        }

        var sent = Enumerable.Range(65_500, 150).Select(number => (ushort)number).ToList();
        foreach (var student in _students) Assert.Equal(sent, Marks(student));
        AssertNoFaults();
    }

    [Fact]
    public void A_subscriber_of_another_worker_gets_lost_packets_from_its_own_workers_cache()
    {
        var student = Far();
        var isLost = false;
        _lab.Passes = (transport, datagram) => !isLost || transport != student.Subscribing || datagram[0] <= 3;
        _teacher.SendVideo(_camera, isKey: true);
        _lab.Run(5);
        isLost = true;
        _teacher.SendVideo(_camera, isKey: false, packets: 2);
        _lab.Run(5);
        isLost = false;
        _teacher.SendVideo(_camera, isKey: false);
        _lab.Run(5);
        var numbers = Packets(student).Select(packet => packet.Number).ToList();
        var missing = Enumerable.Range(numbers[0] + 1, 2).Select(number => new SequenceNumber((ushort)number)).ToArray();
        var home = _lab.Worker.Counters.RetransmissionsOut;
        student.Subscribing!.SendNack(Ssrc(student), missing);
        _lab.Run(30);

        Assert.Equal([65_501, 65_502], Packets(student, Browser.Vp8Rtx).Select(packet => (int)packet.Mark).Order());
        Assert.Equal(home, _lab.Worker.Counters.RetransmissionsOut);
        Assert.Empty(_teacher.Publishing!.Nacked());
    }

    [Fact]
    public void Wishes_for_a_key_frame_on_all_workers_become_one_request()
    {
        _teacher.SendVideo(_camera, isKey: true);
        _lab.Run(1000);
        var before = _teacher.Publishing!.PictureLosses(_camera.Ssrc);
        for (var i = 0; i < 5; i++)
            foreach (var student in _students) student.Subscribing!.SendPictureLoss(Ssrc(student));
        _lab.Run(100);

        Assert.Equal(before + 1, _teacher.Publishing.PictureLosses(_camera.Ssrc));
    }

    [Fact]
    public void Media_that_is_forbidden_stops_everywhere_and_begins_again_with_a_key_frame()
    {
        _teacher.SendVideo(_camera, isKey: true);
        _lab.Run(5);
        _lab.Room.SetRights(_teacher.Id, PublishRights.None);
        _teacher.SendVideo(_camera, isKey: false, packets: 5);
        _lab.Run(5);
        foreach (var student in _students) Assert.Equal([65_500], Marks(student));

        _lab.Room.SetRights(_teacher.Id, PublishRights.All);
        _teacher.SendVideo(_camera, isKey: false, packets: 2); // shown to nobody: what it refers to was not forwarded
        _teacher.SendVideo(_camera, isKey: true, packets: 2);
        _lab.Run(5);
        foreach (var student in _students)
        {
            Assert.Equal([65_500, 65_508, 65_509], Marks(student));
            var numbers = Packets(student).Select(packet => packet.Number).ToList();
            Assert.Equal([numbers[0], (ushort)(numbers[0] + 1), (ushort)(numbers[0] + 2)], numbers);
        }
    }

    [Fact]
    public void Another_codec_reaches_everybody()
    {
        var gone = Far();
        _lab.Room.Leave(_lab.Now, gone.Id);
        var student = _lab.Join(PublishRights.All, VideoCodec.Vp9, VideoCodec.Vp8);
        student.SubscribeConnected();
        _teacher.SendVideo(_camera, isKey: true);
        _lab.Run(5);
        foreach (var old in _students.Except([gone])) _lab.Room.Leave(_lab.Now, old.Id);
        var answer = _teacher.Offer(); // nobody is left who needs VP8

        Assert.Contains("VP9", answer.Sdp, StringComparison.Ordinal);
        _teacher.SendVideo(_camera, isKey: true, payloadType: Browser.Vp9);
        _lab.Run(5);
        Assert.NotEqual(10000, student.Subscribing!.Server.Port);
        Assert.Equal([65_501], Packets(student, Browser.Vp9).Select(packet => (int)packet.Mark));
        AssertNoFaults();
    }

    [Fact]
    public void Sender_reports_reach_subscribers_of_every_worker_and_say_the_same()
    {
        var ntp = new NtpTime(0xEB00_0000_0000_0000);
        _teacher.SendVideo(_camera, isKey: true);
        _teacher.Publishing!.SendSenderReport(_camera.Ssrc, ntp, _camera.Timestamp);
        _lab.Run(100);
        _teacher.SendVideo(_camera, isKey: false);
        _lab.Run(2000);
        foreach (var student in _students)
            Assert.True(student.Subscribing!.Messages((in Conference.Rtc.Rtcp.RtcpPacket packet) => Conference.Rtc.Rtcp.SenderReport.TryParse(packet, out _, out _)) > 0);
    }

    [Fact]
    public void A_track_that_ends_is_offered_away_everywhere_and_one_that_comes_is_offered_everywhere()
    {
        var microphone = _teacher.Publish(TrackSource.Microphone);
        _lab.Run(5);
        foreach (var student in _students) student.AnswerOffers();
        _teacher.SendAudio(microphone);
        _lab.Run(5);
        foreach (var student in _students) Assert.Single(Packets(student, Browser.Opus));

        _teacher.Sent.Remove(_camera);
        _teacher.Offer();
        _lab.Run(5);
        foreach (var student in _students)
        {
            student.AnswerOffers();
            Assert.Equal([TrackSource.Microphone], student.LastOffer!.Tracks.Select(track => track.Track.Source));
        }

        AssertNoFaults();
    }

    [Fact]
    public void A_worker_that_does_not_take_its_part_costs_its_subscribers_packets_and_nobody_else()
    {
        var slow = _lab.Workers[2];
        _lab.Workers.Remove(slow); // it does not turn
        for (var i = 0; i < FarAudience.Capacity + 100; i++)
        {
            _teacher.SendVideo(_camera, isKey: i == 0);
            if (i % 10 == 9) _lab.Run(1);
        }

        _lab.Run(5);
        Assert.Equal(100, _lab.Dropped(DropReason.RelayOverflow));
        Assert.True(_teacher.Publishing!.PictureLosses(_camera.Ssrc) > 0); // its subscribers have a hole
        var late = _students.Find(student => student.Subscribing!.Server.Port == 10002)!;
        foreach (var student in _students.Where(student => student != late)) Assert.Equal(FarAudience.Capacity + 100, Marks(student).Count);

        // What it is told meanwhile is not lost.
        _lab.Room.Leave(_lab.Now, late.Id);
        _lab.Workers.Add(slow);
        _lab.Run(50);
        Assert.Equal(0, slow.Transports.Count);
        AssertNoFaults();
    }

    [Fact]
    public void Subscribers_who_leave_or_vanish_are_gone_on_their_workers_and_the_room_is_told()
    {
        var student = Far();
        _lab.Room.Leave(_lab.Now, student.Id);
        _lab.Run(3);
        var other = Far(except: student);
        other.Subscribing!.IsCutOff = true;
        _lab.Run(20_000);

        Assert.Equal(["left", "consent-lost"], Closed().Where(change => change.Kind == TransportKind.Subscribe).Select(change => change.Reason));
        Assert.Equal([2, 0, 0], _lab.Workers.Select(worker => worker.Transports.Count));
        AssertNoFaults();
    }

    [Fact]
    public void A_subscriber_who_joins_again_is_told_of_the_old_transports_end_before_the_new_ones_beginning()
    {
        var student = Far();
        var first = student.LastOffer!.OfferId;
        _lab.Events.Clear();
        student.Join();
        _lab.Run(5);
        student.SubscribeConnected();
        Assert.True(_lab.RunUntil(() => _lab.Events.OfType<TransportChanged>().Any(change => change.State == TransportState.Connected)));
        var changes = _lab.Events.OfType<TransportChanged>().Where(change => change.Participant == student.Id).Select(change => change.State);
        Assert.Equal([TransportState.Closed, TransportState.Connecting, TransportState.Connected], changes);
        Assert.Equal(first + 1, student.LastOffer!.OfferId);
        _teacher.SendVideo(_camera, isKey: true);
        _lab.Run(5);
        Assert.Equal([65_500], Marks(student));
    }

    [Fact]
    public void A_player_that_offers_is_answered_and_served_by_another_worker()
    {
        var gone = Far();
        var port = gone.Subscribing!.Server.Port;
        _lab.Room.Leave(_lab.Now, gone.Id);
        var player = _lab.JoinWithoutOffers();
        var answer = player.PlayConnected(["video"]);
        _teacher.SendVideo(_camera, isKey: true, packets: 3);
        _lab.Run(5);

        Assert.Equal(port, player.Subscribing!.Server.Port);
        Assert.Equal(TrackSource.Camera, Assert.Single(answer.Tracks).Track.Source);
        Assert.Equal([65_500, 65_501, 65_502], Marks(player));
        AssertNoFaults();
    }

    [Fact]
    public void A_helper_without_subscribers_is_let_go_after_a_while_and_found_again()
    {
        foreach (var student in _students.Where(student => student.Subscribing!.Server.Port != 10000)) _lab.Room.Leave(_lab.Now, student.Id);
        _lab.Run(10_000);
        Assert.Equal(2, _lab.Room.FarAudiences.Count);
        _lab.Run(25_000);
        Assert.Empty(_lab.Room.FarAudiences);
        Assert.All(_lab.Workers, worker => Assert.Empty(worker.Feeds));

        var late = _lab.Join();
        late.SubscribeConnected();
        _teacher.SendVideo(_camera, isKey: true);
        _lab.Run(5);
        Assert.NotEqual(10000, late.Subscribing!.Server.Port);
        Assert.Equal([65_500], Marks(late));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_room_that_closes_at_any_moment_leaves_nothing_behind(int moment)
    {
        _teacher.SendVideo(_camera, isKey: true, packets: 20);
        if (moment > 0) _lab.Worker.Turn(_lab.Now); // relayed, and not yet taken by the others
        if (moment > 1) _lab.Workers[1].Turn(_lab.Now);
        if (moment > 2) _lab.Run(5);
        _lab.Room.Close(_lab.Now, TransportCloseReason.Left);
        _lab.Run(100);

        Assert.All(_lab.Workers, worker => Assert.Equal(0, worker.Pool.InUse));
        Assert.All(_lab.Workers, worker => Assert.Equal(0, worker.Transports.Count));
        Assert.All(_lab.Workers, worker => Assert.Empty(worker.Feeds));
        Assert.Equal(4, Closed().Count());
        AssertNoFaults();
    }

    [Fact]
    public void A_fault_on_a_helping_worker_closes_its_subscribers_and_the_room_goes_on()
    {
        var student = Far();
        var worker = _lab.Workers[student.Subscribing!.Server.Port - 10000];
        var far = _lab.Room.FarAudiences.Single(audience => audience.Worker == worker);
        far.Tell(_ => throw new InvalidOperationException("broken on purpose"));
        _lab.Run(50);

        Assert.Equal(1, worker.Counters.Faults);
        Assert.Equal(0, worker.Transports.Count);
        Assert.Equal([(student.Id, "fault")], Closed().Select(change => (change.Participant, change.Reason)));
        Assert.Single(_lab.Room.FarAudiences);
        _teacher.SendVideo(_camera, isKey: true);
        _lab.Run(50);
        foreach (var other in _students.Where(other => other != student)) Assert.Equal([65_500], Marks(other));
        Assert.Equal(0, worker.Pool.InUse);
        Assert.Empty(worker.Feeds);

        // A page that lost its transport asks for another one; it is served again.
        _lab.Room.Resubscribe(_lab.Now, student.Id);
        student.SubscribeConnected();
        _teacher.SendVideo(_camera, isKey: true);
        _lab.Run(5);
        Assert.Equal([65_501], Marks(student));
    }

    [Fact]
    public void A_worker_that_is_told_to_send_forgets_its_copies_when_the_track_ends()
    {
        _teacher.SendVideo(_camera, isKey: true, packets: 20);
        _lab.Run(50);
        Assert.All(_lab.Workers, worker => Assert.Equal(20, worker.Pool.InUse)); // each its own, for retransmission
        _lab.Room.Leave(_lab.Now, _teacher.Id);
        _lab.Run(50);
        Assert.All(_lab.Workers, worker => Assert.Equal(0, worker.Pool.InUse));
    }

    private Browser Far(Browser? except = null) => _students.First(student => student != except && student.Subscribing!.Server.Port != 10000);

    private IEnumerable<TransportChanged> Closed() => _lab.Events.OfType<TransportChanged>().Where(change => change.State == TransportState.Closed);

    private void AssertNoFaults() => Assert.All(_lab.Workers, worker => Assert.Equal(0, worker.Counters.Faults));

    private static List<ushort> Marks(Browser browser) => [.. Packets(browser).Select(packet => packet.Mark)];

    private static List<(ushort Number, ushort Mark)> Packets(Browser browser, byte payloadType = Browser.Vp8)
    {
        var packets = new List<(ushort, ushort)>();
        foreach (var bytes in browser.Subscribing!.Rtp)
        {
            Assert.True(RtpPacket.TryParse(bytes, out var packet));
            if (packet.PayloadType == payloadType) packets.Add((packet.SequenceNumber.Value, Browser.Mark(packet.Payload)));
        }

        return packets;
    }

    private static uint Ssrc(Browser browser)
    {
        var line = browser.LastOffer!.Sdp.Split("a=ssrc:", 2)[1];
        return uint.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }
}
