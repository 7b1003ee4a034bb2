using Conference.Rtc;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

public sealed class ForwardingTests : RoomTest
{
    [Fact]
    public void A_subscriber_gets_the_payloads_in_order_under_its_own_numbers()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);

        teacher.SendVideo(camera, isKey: true, packets: 3);
        for (var i = 0; i < 20; i++) teacher.SendVideo(camera, isKey: false, packets: 3);
        Lab.Run(5);

        var offered = Assert.Single(student.LastOffer!.Tracks);
        Assert.Equal(teacher.Id, offered.Track.Participant);
        var packets = student.Subscribing!.Rtp;
        Assert.Equal(63, packets.Count);
        ushort mark = 65_500;
        SequenceNumber? last = null;
        foreach (var bytes in packets)
        {
            Assert.True(RtpPacket.TryParse(bytes, out var packet));
            Assert.Equal(mark++, Browser.Mark(packet.Payload));
            Assert.NotEqual(camera.Ssrc, packet.Ssrc.Value);
            Assert.Equal(Browser.Vp8, packet.PayloadType);
            if (last is { } previous) Assert.Equal(previous.Next, packet.SequenceNumber);
            last = packet.SequenceNumber;
        }
    }

    [Fact]
    public void A_frame_whose_packets_differ_by_an_octet_leaves_as_one_message_and_arrives_as_it_was()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(5);
        student.Subscribing!.Rtp.Clear();
        var messages = Lab.Port.Messages;

        int[] lengths = [1100, 1101, 1100, 1101, 1100, 700];
        foreach (var length in lengths) teacher.SendPayloads(camera, new byte[length], packets: 1);
        Lab.Run(1);
        Assert.Equal(1, Lab.Port.Messages - messages);
        Lab.Run(5);

        Assert.Equal(lengths, student.Subscribing.Rtp.Select(bytes =>
        {
            Assert.True(RtpPacket.TryParse(bytes, out var packet));
            return packet.Payload.Length;
        }));
        Assert.Equal(3, student.Subscribing.Rtp.Count(bytes => (bytes[0] & 0x20) != 0));
    }

    [Fact]
    public void Video_starts_with_a_key_frame()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        for (var i = 0; i < 5; i++) teacher.SendVideo(camera, isKey: false);
        Lab.Run(5);
        Assert.Empty(student.Subscribing!.Rtp);
        Assert.Equal(5, Lab.Dropped(DropReason.AwaitsKeyFrame));

        teacher.SendVideo(camera, isKey: true);
        Lab.Run(5);
        Assert.Single(student.Subscribing.Rtp);
    }

    [Fact]
    public void A_newcomer_makes_the_publisher_be_asked_for_a_key_frame()
    {
        var (teacher, _, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(600);
        var before = teacher.Publishing!.PictureLosses(camera.Ssrc);

        var newcomer = Lab.Join();
        newcomer.SubscribeConnected();
        Lab.Run(30);

        Assert.Equal(before + 1, teacher.Publishing.PictureLosses(camera.Ssrc));
    }

    [Fact]
    public void Audio_carries_its_level_and_starts_at_once()
    {
        var (teacher, student, microphone) = Call(TrackSource.Microphone);
        teacher.SendAudio(microphone, level: 42);
        Lab.Run(5);
        Assert.True(RtpPacket.TryParse(Assert.Single(student.Subscribing!.Rtp), out var packet));
        Assert.Equal(Browser.Opus, packet.PayloadType);
        Assert.True(packet.TryGetExtension(3, out var level));
        Assert.True(AudioLevel.TryParse(level, out var parsed));
        Assert.Equal(42, parsed.Level);
    }

    [Fact]
    public void Nobody_gets_its_own_tracks()
    {
        var (teacher, student, _) = Call(TrackSource.Camera);
        student.PublishConnected(TrackSource.Microphone);
        teacher.SubscribeConnected();
        student.AnswerOffers();
        Assert.Equal(teacher.Id, Assert.Single(student.LastOffer!.Tracks).Track.Participant);
        Assert.Equal(student.Id, Assert.Single(teacher.LastOffer!.Tracks).Track.Participant);
    }

    [Fact]
    public void A_section_that_the_browser_does_not_take_is_not_sent()
    {
        var teacher = Lab.Join();
        var student = Lab.Join();
        var microphone = teacher.PublishConnected(TrackSource.Microphone);
        Lab.RunUntil(() =>
        {
            student.AnswerOffers(takes: _ => false);
            return student.Subscribing is { IsConnected: true };
        });
        teacher.SendAudio(microphone);
        Lab.Run(5);
        Assert.Empty(student.Subscribing!.Rtp);
    }

    [Fact]
    public void Packets_without_announced_ssrcs_find_their_section_by_mid()
    {
        var teacher = Lab.Join();
        teacher.AnnouncesSsrcs = false;
        var student = Lab.Join();
        var camera = teacher.PublishConnected(TrackSource.Camera);
        student.SubscribeConnected();
        teacher.SendVideo(camera, isKey: true, packets: 2);
        Lab.Run(5);
        Assert.Equal(2, student.Subscribing!.Rtp.Count);
    }

    [Fact]
    public void Packets_with_neither_announced_ssrcs_nor_mids_find_their_section_by_the_payload_type()
    {
        var teacher = Lab.Join();
        teacher.AnnouncesSsrcs = false;
        var student = Lab.Join();
        var microphone = teacher.PublishConnected(TrackSource.Microphone);
        var camera = teacher.PublishConnected(TrackSource.Camera);
        (microphone.MidOnWire, camera.MidOnWire) = (default, default);
        student.SubscribeConnected();
        teacher.SendVideo(camera, isKey: true, packets: 2);
        teacher.SendAudio(microphone);
        Lab.Run(5);
        Assert.Equal(3, student.Subscribing!.Rtp.Count);
    }

    [Fact]
    public void A_payload_type_that_two_sections_have_tells_nothing()
    {
        var teacher = Lab.Join();
        teacher.AnnouncesSsrcs = false;
        var student = Lab.Join();
        var camera = teacher.PublishConnected(TrackSource.Camera);
        teacher.PublishConnected(TrackSource.Screen);
        camera.MidOnWire = default;
        student.SubscribeConnected();
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(5);
        Assert.Empty(student.Subscribing!.Rtp);
        Assert.Equal(1, Lab.Dropped(DropReason.UnknownSsrc));
    }

    [Fact]
    public void An_unknown_payload_type_is_dropped_by_name()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true, payloadType: 98);
        Lab.Run(5);
        Assert.Empty(student.Subscribing!.Rtp);
        Assert.Equal(1, Lab.Dropped(DropReason.UnknownPayloadType));
    }

    [Fact]
    public void After_a_change_of_ssrc_sender_reports_wait_for_the_new_streams_own()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true);
        teacher.Publishing!.SendSenderReport(camera.Ssrc, NtpTime.FromUnixMicroseconds(1_700_000_000_000_000), camera.Timestamp);
        Lab.Run(1100);
        Assert.NotEqual(0, Reports());

        var restarted = new SentTrack(camera.Mid, TrackSource.Camera, 5000) { Timestamp = 900_000_000 };
        teacher.SendVideo(restarted, isKey: true);
        Lab.Run(5);
        student.Subscribing!.Rtcp.Clear();
        Lab.Run(1100);
        Assert.Equal(0, Reports());

        teacher.Publishing.SendSenderReport(restarted.Ssrc, NtpTime.FromUnixMicroseconds(1_700_000_001_105_000), restarted.Timestamp);
        teacher.Publishing.SendSenderReport(camera.Ssrc, NtpTime.FromUnixMicroseconds(1_700_000_001_105_000), camera.Timestamp); // a straggler of the old one
        Lab.Run(50);
        Assert.Equal(1, Reports());

        int Reports() => student.Subscribing!.Messages((in RtcpPacket packet) => SenderReport.TryParse(packet, out _, out _));
    }

    [Fact]
    public void Sender_reports_keep_voice_and_face_together()
    {
        var teacher = Lab.Join();
        var student = Lab.Join();
        var microphone = teacher.PublishConnected(TrackSource.Microphone);
        var camera = teacher.PublishConnected(TrackSource.Camera);
        student.SubscribeConnected();
        Lab.Run(30);

        // One instant of the publisher is 1,000,000 on the audio clock and 5,000,000 on the video clock; the reports reach us 40 ms apart.
        var instant = NtpTime.FromUnixMicroseconds(1_700_000_000_000_000);
        microphone.Timestamp = 1_000_000 - 960;
        camera.Timestamp = 5_000_000 - 3000;
        teacher.SendAudio(microphone);
        teacher.SendVideo(camera, isKey: true);
        teacher.Publishing!.SendSenderReport(microphone.Ssrc, instant, 1_000_000);
        Lab.Run(40);
        teacher.Publishing.SendSenderReport(camera.Ssrc, instant, 5_000_000);
        Lab.Run(1100);

        var reports = new Dictionary<uint, SenderReport>();
        var names = new HashSet<string>();
        foreach (var bytes in student.Subscribing!.Rtcp)
        {
            Assert.True(RtcpCompound.TryParse(bytes, out var compound));
            while (compound.MoveNext())
            {
                if (SenderReport.TryParse(compound.Current, out var report, out _)) reports[report.Ssrc.Value] = report;
                if (SourceDescription.TryGetCname(compound.Current, out _, out var name)) names.Add(System.Text.Encoding.UTF8.GetString(name));
            }
        }

        Assert.Equal(2, reports.Count);
        Assert.Equal([teacher.Id.ToString()], names);
        var streams = student.Subscribing.Rtp.Select(bytes =>
        {
            Assert.True(RtpPacket.TryParse(bytes, out var packet));
            return (packet.Ssrc, packet.Timestamp, IsVideo: packet.PayloadType == Browser.Vp8);
        }).ToList();
        var times = streams.Select(stream =>
        {
            var report = reports[stream.Ssrc.Value];
            var rate = stream.IsVideo ? 90_000 : 48_000;
            return report.Ntp.ToUnixMicroseconds() + ((long)(int)(stream.Timestamp - report.RtpTimestamp) * 1_000_000 / rate);
        }).ToList();
        Assert.Equal(2, times.Count);
        Assert.InRange(times[0] - times[1], -1000, 1000); // the same instant, whatever the reports' delays were
    }
}
