using Conference.Rtc;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

/// <summary>A publisher that sends its camera in several layers (RFC 8853), told apart by the rid in their packets.</summary>
public sealed class SimulcastTests : RoomTest
{
    private const int Small = 0, Middle = 1, Large = 2;

    /// <summary>Sends transport-wide feedback.</summary>
    private Browser? _acknowledging;

    [Fact]
    public void Everybody_gets_the_largest_layer_that_comes_from_its_key_frame_on()
    {
        var (teacher, student, camera) = Call();

        SendFor(teacher, camera, milliseconds: 1000, [Small, Middle, Large]);

        var got = Received(student);
        Assert.Equal(Large, got[^1].Layer);
        Assert.Single(got.Select(packet => packet.Ssrc).Distinct());
        IsOneStream(got);
        Assert.InRange(got.Count, 58, 62); // thirty frames of two packets: one layer at a time
    }

    [Fact]
    public void A_better_layer_is_taken_with_its_key_frame_when_it_has_been_whole_for_two_seconds_and_the_numbers_go_on()
    {
        var (teacher, student, camera) = Call();
        var large = camera.Layers[Large].Ssrc;
        SendFor(teacher, camera, 500, [Small]);
        SendFor(teacher, camera, 1700, [Small, Large], answers: false);
        Assert.All(Received(student), packet => Assert.Equal(Small, packet.Layer));
        Assert.Equal(0, teacher.Publishing!.PictureLosses(large));

        SendFor(teacher, camera, 600, [Small, Large], answers: false);
        Assert.InRange(teacher.Publishing.PictureLosses(large), 1, 2);
        Assert.Equal(Small, Received(student)[^1].Layer); // until its key frame comes
        SendFor(teacher, camera, 200, [Small, Large]);

        var got = Received(student);
        Assert.Equal([Small, Large], got.Select(packet => packet.Layer).Distinct());
        IsOneStream(got);
        // Both layers have the picture of one moment, as their reports say; the second of them may not have its very time.
        var at = got.FindIndex(packet => packet.Layer == Large);
        Assert.Equal([1u, 0u, 3000u], Enumerable.Range(at, 3).Select(i => got[i].Timestamp - got[i - 1].Timestamp));
    }

    [Fact]
    public void A_layer_that_is_turned_off_is_left_at_once_and_taken_again_after_ten_seconds()
    {
        var (teacher, student, camera) = Call();
        SendFor(teacher, camera, 1000, [Small, Middle, Large]);
        Assert.Equal(Large, Received(student)[^1].Layer);

        SendFor(teacher, camera, 1300, [Small, Middle], answers: false);
        Assert.InRange(teacher.Publishing!.PictureLosses(camera.Layers[Middle].Ssrc), 1, 3);
        SendFor(teacher, camera, 300, [Small, Middle]);
        Assert.Equal(Middle, Received(student)[^1].Layer);

        SendFor(teacher, camera, 9000, [Small, Middle, Large]);
        Assert.Equal(Middle, Received(student)[^1].Layer);
        SendFor(teacher, camera, 2000, [Small, Middle, Large]);
        Assert.Equal(Large, Received(student)[^1].Layer);
        IsOneStream(Received(student));
    }

    [Theory]
    [InlineData(new[] { Small, Middle }, new[] { Small, Large }, Small)]
    [InlineData(new[] { Small }, new[] { Large }, Small)] // and nothing smaller to go to
    public void A_layer_that_pauses_when_a_better_one_begins_again_is_not_left_for_that(int[] left, int[] begun, int shown)
    {
        var (teacher, student, camera) = Call();
        SendFor(teacher, camera, 1000, [.. left, Large]);
        SendFor(teacher, camera, 1600, left);
        Assert.Equal(left[^1], Received(student)[^1].Layer);
        var before = Received(student).Count;

        SendFor(teacher, camera, 1000, begun);
        Assert.Equal(shown, Received(student)[^1].Layer);
        SendFor(teacher, camera, 8000, [.. left, Large]);
        Assert.DoesNotContain(Received(student).Skip(before), packet => packet.Layer == Large);
        SendFor(teacher, camera, 3000, [.. left, Large]);
        Assert.Equal(Large, Received(student)[^1].Layer);
        IsOneStream(Received(student));
    }

    [Fact]
    public void A_slow_publisher_that_lets_some_pictures_of_a_layer_go_has_not_turned_it_off()
    {
        var (teacher, student, camera) = Call();
        SendFor(teacher, camera, 1000, [Small, Middle, Large]);
        for (var i = 0; i < 4; i++)
        {
            SendFor(teacher, camera, 33, [Small, Middle]);
            Lab.Run(167);
        }

        SendFor(teacher, camera, 1000, [Small, Middle, Large]);

        Assert.All(Received(student).TakeLast(60), packet => Assert.Equal(Large, packet.Layer));
    }

    [Fact]
    public void A_layer_that_has_gone_is_left_for_a_better_one_where_nothing_smaller_comes()
    {
        var (teacher, student, camera) = Call();
        SendFor(teacher, camera, 1000, [Small, Middle]);
        Assert.Equal(Middle, Received(student)[^1].Layer);

        SendFor(teacher, camera, 4000, [Large]);

        Assert.Equal(Large, Received(student)[^1].Layer);
    }

    [Fact]
    public void A_layer_with_holes_again_and_again_is_left_for_one_that_is_whole()
    {
        var (teacher, student, camera) = Call();
        SendFor(teacher, camera, 1000, [Small, Middle, Large]);

        for (var i = 0; i < 2; i++)
        {
            teacher.SendFrame(camera, Large, isKey: false, packets: 3, lost: packet => packet == 1); // and never again
            SendFor(teacher, camera, 4000, [Small, Middle, Large]);
        }

        Assert.Equal(Middle, Received(student)[^1].Layer);
    }

    [Fact]
    public void What_is_lost_of_a_layer_is_asked_for_under_its_ssrc_and_comes_again_under_its_repaired_rid()
    {
        var (teacher, student, camera) = Call();
        SendFor(teacher, camera, 500, [Small, Large]);
        var before = student.Subscribing!.Rtp.Count;
        var lost = camera.Layers[Large].NextSequence.Next;
        teacher.SendFrame(camera, Large, isKey: false, packets: 3, lost: packet => packet == 1);
        Lab.Run(30);

        Assert.Equal(1, teacher.Publishing!.Messages((in RtcpPacket packet) => GenericNack.TryParse(packet, out var nack) && nack.Media.Value == camera.Layers[Large].Ssrc));
        Assert.Equal([lost], teacher.Publishing.Nacked());
        teacher.Repair(camera, Large);
        Lab.Run(5);
        Assert.Equal(before + 3, student.Subscribing.Rtp.Count);
    }

    [Fact]
    public void A_tap_gets_one_layer_at_a_time_as_one_stream_on_one_clock()
    {
        var teacher = Publish(out var camera);
        var tap = Lab.Room.OpenTap(Lab.Now);
        SendFor(teacher, camera, 500, [Small]);
        SendFor(teacher, camera, 4000, [Small, Large]);

        var (got, reports) = ReadTap(tap);
        Assert.Equal([Small, Large], got.Select(packet => packet.Layer).Distinct());
        Assert.Single(got.Select(packet => packet.Ssrc).Distinct());
        IsOneStream(got);
        var at = got.FindIndex(packet => packet.Layer == Large);
        Assert.Equal([1u, 0u, 3000u], Enumerable.Range(at, 3).Select(i => got[i].Timestamp - got[i - 1].Timestamp));
        // Every report says the same of the one clock.
        Assert.True(reports.Count >= 4);
        var first = reports[0];
        Assert.All(reports, report =>
        {
            var passed = (new NtpTime(report.Ntp).ToUnixMicroseconds() - new NtpTime(first.Ntp).ToUnixMicroseconds()) * 9 / 100;
            Assert.InRange((int)(report.RtpTimestamp - first.RtpTimestamp) - passed, -2, 2);
        });
    }

    [Fact]
    public void A_tap_that_opens_later_begins_with_the_picture_of_the_layer_that_is_shown()
    {
        var teacher = Publish(out var camera);
        SendFor(teacher, camera, 500, [Small, Large]);
        var first = Lab.Room.OpenTap(Lab.Now);
        SendFor(teacher, camera, 100, [Small, Large], answers: false);
        var second = Lab.Room.OpenTap(Lab.Now);
        SendFor(teacher, camera, 100, [Small, Large], answers: false);

        foreach (var tap in new[] { first, second })
        {
            var (got, _) = ReadTap(tap);
            Assert.All(got, packet => Assert.Equal(Large, packet.Layer));
            Assert.True(got.Count > 20, $"{got.Count} packets");
            IsOneStream(got);
        }
    }

    [Fact]
    public void A_late_packet_of_the_layer_before_still_finds_its_place_on_a_tap()
    {
        var teacher = Publish(out var camera);
        var tap = Lab.Room.OpenTap(Lab.Now);
        SendFor(teacher, camera, 500, [Small]);
        SendFor(teacher, camera, 2400, [Small, Large], answers: false);
        teacher.SendFrame(camera, Small, isKey: false, packets: 3, lost: packet => packet == 1);
        Lab.Run(5);
        SendFor(teacher, camera, 100, [Large]);
        teacher.Repair(camera, Small);
        Lab.Run(5);

        var (got, _) = ReadTap(tap);
        Assert.Equal([Large, Small], got.TakeLast(2).Select(packet => packet.Layer));
        IsOneStream(got.OrderBy(packet => packet.Sequence.DistanceFrom(got[0].Sequence)).ToList());
    }

    [Fact]
    public void A_subscriber_with_a_tight_path_is_led_to_a_smaller_layer_and_back()
    {
        var (teacher, student, camera) = Call();
        var other = Lab.Join();
        other.SubscribeConnected();
        _acknowledging = student;
        SendFor(teacher, camera, 1000, [Small, Middle, Large]);
        Assert.Equal(Large, Received(student)[^1].Layer);

        for (var i = 0; i < 3; i++)
        {
            student.Subscribing!.SendRemb(100);
            SendFor(teacher, camera, 600, [Small, Middle, Large]);
        }

        SendFor(teacher, camera, 300, [Small, Middle, Large]);
        Assert.Equal(Middle, Received(student)[^1].Layer);
        Assert.Equal(Large, Received(other)[^1].Layer);

        // The estimate grows by 8 % a second from where it was; then the path has to be ample for ten, for each step.
        student.Subscribing!.SendRemb(50_000_000);
        SendFor(teacher, camera, 9000, [Small, Middle, Large]);
        Assert.NotEqual(Large, Received(student)[^1].Layer);
        SendFor(teacher, camera, 30_000, [Small, Middle, Large]);
        Assert.Equal(Large, Received(student)[^1].Layer);
        IsOneStream(Received(student));
    }

    [Fact]
    public void Subscribers_of_another_worker_get_the_same()
    {
        using var lab = new Lab(new SfuOptions { SubscribersPerWorker = 1 }, workers: 2);
        var teacher = lab.Join();
        teacher.VideoCodecs = "96 97";
        var camera = teacher.PublishLayers(TrackSource.Camera, "q", "h", "f");
        var students = new[] { lab.Join(), lab.Join() };
        foreach (var student in students) student.SubscribeConnected();
        lab.Run(30);
        SendFor(lab, teacher, camera, 1000, [Small, Middle, Large], answers: true);
        foreach (var student in students) Assert.Equal(Large, Received(student)[^1].Layer);

        SendFor(lab, teacher, camera, 1800, [Small, Middle], answers: true);

        Assert.NotEqual(students[0].Subscribing!.Server, students[1].Subscribing!.Server);
        foreach (var student in students)
        {
            Assert.Equal(Middle, Received(student)[^1].Layer);
            IsOneStream(Received(student));
        }
    }

    [Fact]
    public void A_layer_that_was_not_agreed_is_nobodys()
    {
        var (teacher, student, camera) = Call();
        var foreign = new SentTrack(camera.Mid, TrackSource.Camera, 9000) { Layers = [new SentTrack(camera.Mid, TrackSource.Camera, 9001) { Rid = Rid.Create("x") }] };
        teacher.SendFrame(foreign, 0, isKey: true);
        Lab.Run(5);
        Assert.Empty(student.Subscribing!.Rtp);
        Assert.Equal(1, Lab.Dropped(DropReason.UnknownSsrc));
    }

    private Browser Publish(out SentTrack camera)
    {
        var teacher = Lab.Join();
        teacher.VideoCodecs = "96 97"; // alone in the room it would be answered with VP9
        camera = teacher.PublishLayers(TrackSource.Camera, "q", "h", "f");
        return teacher;
    }

    private (Browser Teacher, Browser Student, SentTrack Camera) Call()
    {
        var teacher = Publish(out var camera);
        var student = Lab.Join();
        student.SubscribeConnected();
        Lab.Run(30);
        return (teacher, student, camera);
    }

    private void SendFor(Browser teacher, SentTrack camera, int milliseconds, int[] layers, bool answers = true) =>
        SendFor(Lab, teacher, camera, milliseconds, layers, answers, _acknowledging);

    /// <summary>
    /// Thirty frames a second of some layers, all of them on one clock, with a report of each a second. As a browser does, a layer begins with a key frame and answers
    /// requests for one.
    /// </summary>
    private static void SendFor(Lab lab, Browser teacher, SentTrack camera, int milliseconds, int[] layers, bool answers, Browser? acknowledging = null)
    {
        for (var i = 0; i < milliseconds / 33; i++)
        {
            for (var index = 0; index < camera.Layers.Count; index++)
            {
                var layer = camera.Layers[index];
                if (layers.Contains(index))
                {
                    var asked = answers ? teacher.Publishing!.PictureLosses(layer.Ssrc) : layer.SeenPictureLosses;
                    teacher.SendFrame(camera, index, isKey: !layer.IsSent || asked > layer.SeenPictureLosses, packets: 2);
                    (layer.IsSent, layer.SeenPictureLosses) = (true, asked);
                }
                else
                {
                    layer.Timestamp += 3000; // its clock goes on
                    layer.IsSent = false;
                }

                if (i % 30 == 0) teacher.Publishing!.SendSenderReport(layer.Ssrc, Ntp(camera.Layers[Small].Timestamp - 4_294_000_000), layer.Timestamp);
            }

            lab.Run(33);
            acknowledging?.Subscribing!.Acknowledge();
        }
    }

    /// <summary>The publisher's clock when so many ticks of video had passed.</summary>
    private static NtpTime Ntp(uint ticks) => NtpTime.FromUnixMicroseconds(1_700_000_000_000_000 + (ticks * 100L / 9));

    private static List<Got> Received(Browser browser) => [.. browser.Subscribing!.Rtp.Select(bytes => Read(bytes))];

    private static (List<Got> Packets, List<TapSenderReport> Reports) ReadTap(Tap tap)
    {
        var (packets, reports) = (new List<Got>(), new List<TapSenderReport>());
        while (tap.Messages.TryRead(out var message))
        {
            if (message is TapSenderReport report) reports.Add(report);
            if (message is not TapPackets batch) continue;
            for (var i = 0; i < batch.Count; i++) packets.Add(Read(batch.Packet(i)));
            batch.Dispose();
        }

        return (packets, reports);
    }

    private static Got Read(ReadOnlySpan<byte> bytes)
    {
        Assert.True(RtpPacket.TryParse(bytes, out var packet));
        var payload = packet.Payload;
        return new Got(
            payload[^3], packet.Ssrc.Value, packet.SequenceNumber, packet.Timestamp, (ushort)(((payload[2] & 0x7F) << 8) | payload[3]), payload[4], (payload[0] & 0x10) != 0);
    }

    /// <summary>No hole in the sequence numbers, and timestamps and picture numbers that rise from frame to frame.</summary>
    private static void IsOneStream(List<Got> packets)
    {
        for (var i = 1; i < packets.Count; i++)
        {
            Assert.Equal(packets[i - 1].Sequence.Next, packets[i].Sequence);
            Assert.InRange((int)(packets[i].Timestamp - packets[i - 1].Timestamp), packets[i].StartsFrame ? 1 : 0, 180_000);
            Assert.InRange((packets[i].PictureId - packets[i - 1].PictureId) & 0x7FFF, packets[i].StartsFrame ? 1 : 0, 200);
            Assert.InRange((byte)(packets[i].Tl0 - packets[i - 1].Tl0), packets[i].StartsFrame ? 1 : 0, 127);
        }
    }

    private readonly record struct Got(int Layer, uint Ssrc, SequenceNumber Sequence, uint Timestamp, ushort PictureId, byte Tl0, bool StartsFrame);
}
