using Conference.Rtc;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

public sealed class RepairTests : RoomTest
{
    [Fact]
    public void A_subscribers_nack_is_answered_by_rtx()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true, packets: 5);
        Lab.Run(5);
        Assert.True(RtpPacket.TryParse(student.Subscribing!.Rtp[2], out var lost));
        var (media, sequence, mark) = (lost.Ssrc, lost.SequenceNumber, Browser.Mark(lost.Payload));

        student.Subscribing.SendNack(media.Value, sequence);
        Lab.Run(5);

        Assert.Equal(6, student.Subscribing.Rtp.Count);
        Assert.True(RtpPacket.TryParse(student.Subscribing.Rtp[5], out var rtx));
        Assert.Equal(Browser.Vp8Rtx, rtx.PayloadType);
        Assert.NotEqual(media, rtx.Ssrc);
        Assert.Equal(lost.Timestamp, rtx.Timestamp);
        Assert.Equal(sequence.Value, (rtx.Payload[0] << 8) | rtx.Payload[1]);
        Assert.Equal(mark, Browser.Mark(rtx.Payload));
        Assert.Equal(1, Lab.Worker.Counters.NacksIn);
        Assert.Equal(1, Lab.Worker.Counters.RetransmissionsOut);
    }

    [Fact]
    public void Feedback_beyond_what_any_path_needs_is_dropped_by_name()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true, packets: 5);
        Lab.Run(5);
        // Not one packet received, of as many as a feedback may speak of.
        byte[] feedback = [0x80 | 15, 205, 0, 5, 0, 0, 0, 7, 0, 0, 0, 8, 0, 0, 0x08, 0, 0, 0, 0, 1, 0x08, 0, 0, 0];

        for (var i = 0; i < 50; i++) student.Subscribing!.SendRtcp(feedback);
        Lab.Run(5);

        Assert.Equal(42, Lab.Worker.Counters.Dropped(DropReason.TooMuchFeedback));
        teacher.SendVideo(camera, isKey: false, packets: 5);
        Lab.Run(5);
        Assert.Equal(10, student.Subscribing!.Rtp.Count);
    }

    [Fact]
    public void Without_rtx_a_lost_packet_comes_again_bit_for_bit()
    {
        var teacher = Lab.Join();
        teacher.VideoCodecs = "96 97";
        var camera = teacher.PublishConnected(TrackSource.Camera);
        var player = Lab.JoinWithoutOffers();
        player.PlayConnected(["video"], "120"); // no RTX; transport-wide numbers and send times are offered
        var sealedPackets = new List<byte[]>();
        Lab.Passes = (transport, datagram) =>
        {
            var isMedia = transport == player.Subscribing && datagram[0] >= 128 && (datagram[1] & 0x7F) == 120;
            if (isMedia) sealedPackets.Add([.. datagram]); // the receiver decrypts in place
            return !isMedia || sealedPackets.Count != 2; // the second is lost
        };
        teacher.SendVideo(camera, isKey: true, packets: 4);
        Lab.Run(5);
        Assert.Equal([65_500, 65_502, 65_503], Marks(player, 120));
        Assert.True(RtpPacket.TryParse(player.Subscribing!.Rtp[0], out var first));
        var media = first.Ssrc.Value;
        player.Subscribing.SendReceiverReport(media); // after it other streams lose their mid
        Lab.Run(100);

        Assert.True(RtpPacket.TryParse(player.Subscribing.Rtp[0], out first));
        player.Subscribing.SendNack(media, first.SequenceNumber.Next);
        Lab.Run(5);

        Assert.Equal(5, sealedPackets.Count);
        Assert.Equal(sealedPackets[1], sealedPackets[4]);
        Assert.Equal([65_500, 65_502, 65_503, 65_501], Marks(player, 120));
        Assert.Equal(1, Lab.Worker.Counters.RetransmissionsOut);
        teacher.SendVideo(camera, isKey: false, packets: 4);
        Lab.Run(5);
        Assert.Equal(8, Marks(player, 120).Count);
    }

    [Fact]
    public void The_same_nack_twice_in_a_row_costs_one_retransmission()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(5);
        Assert.True(RtpPacket.TryParse(student.Subscribing!.Rtp[0], out var lost));
        for (var i = 0; i < 10; i++) student.Subscribing.SendNack(lost.Ssrc.Value, lost.SequenceNumber);
        Lab.Run(5);
        Assert.Equal(1, Lab.Worker.Counters.RetransmissionsOut);
    }

    [Fact]
    public void A_subscriber_that_asks_for_everything_again_gets_no_flood()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true, packets: 300);
        Lab.Run(25);
        Assert.True(RtpPacket.TryParse(student.Subscribing!.Rtp[0], out var first));
        var begin = first.SequenceNumber;
        student.Subscribing.SendNack(first.Ssrc.Value, [.. Enumerable.Range(0, 300).Select(begin.Add)]);
        Lab.Worker.Turn(Lab.Now);
        Assert.Equal(64, Lab.Worker.Counters.RetransmissionsOut);
        Assert.Equal(236, Lab.Dropped(DropReason.TooManyRetransmissions));
    }

    [Fact]
    public void A_nack_for_what_was_never_sent_is_harmless()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(5);
        Assert.True(RtpPacket.TryParse(student.Subscribing!.Rtp[0], out var sent));
        student.Subscribing.SendNack(sent.Ssrc.Value, sent.SequenceNumber.Add(9));
        student.Subscribing.SendNack(4711, sent.SequenceNumber);
        Lab.Run(5);
        Assert.Equal(0, Lab.Worker.Counters.RetransmissionsOut);
    }

    [Fact]
    public void What_a_publisher_lost_is_asked_for_and_reaches_the_subscriber_in_its_place()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true, packets: 6, lost: i => i is 2 or 3);
        Lab.Run(40);
        var lost = new[] { new SequenceNumber(65_502), new SequenceNumber(65_503) };
        Assert.Equal(lost, teacher.Publishing!.Nacked());

        foreach (var sequence in lost) teacher.SendRetransmission(camera, sequence);
        Lab.Run(5);

        Assert.Equal([65_500, 65_501, 65_504, 65_505, 65_502, 65_503], Marks(student));
        var numbers = student.Subscribing!.Rtp.Select(bytes =>
        {
            Assert.True(RtpPacket.TryParse(bytes, out var packet));
            return packet.SequenceNumber;
        }).OrderBy(number => number.Value).ToList();
        for (var i = 1; i < numbers.Count; i++) Assert.Equal(numbers[i - 1].Next, numbers[i]);
    }

    [Fact]
    public void A_retransmission_of_what_had_come_is_a_duplicate()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true, packets: 2);
        teacher.SendRetransmission(camera, new SequenceNumber(65_501));
        Lab.Run(5);
        Assert.Equal(2, student.Subscribing!.Rtp.Count);
        Assert.Equal(1, Lab.Dropped(DropReason.Duplicate));
    }

    [Fact]
    public void Many_wishes_for_a_key_frame_become_one_request_per_half_second()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(1000);
        Assert.True(RtpPacket.TryParse(student.Subscribing!.Rtp[0], out var packet));
        var before = teacher.Publishing!.PictureLosses(camera.Ssrc);

        for (var i = 0; i < 40; i++)
        {
            student.Subscribing.SendPictureLoss(packet.Ssrc.Value);
            Lab.Run(10);
        }

        Assert.Equal(before + 1, teacher.Publishing.PictureLosses(camera.Ssrc));
        Lab.Run(300); // no key frame came, so the wish stands
        Assert.Equal(before + 2, teacher.Publishing.PictureLosses(camera.Ssrc));
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(2000);
        Assert.Equal(before + 2, teacher.Publishing.PictureLosses(camera.Ssrc));
    }

    [Fact]
    public void A_publisher_gets_transport_wide_feedback_and_receiver_reports()
    {
        var (teacher, _, camera) = Call(TrackSource.Camera);
        for (var i = 0; i < 30; i++)
        {
            teacher.SendVideo(camera, isKey: i == 0, lost: n => i == 20);
            Lab.Run(40);
        }

        var feedback = teacher.Publishing!.Messages((in RtcpPacket packet) => packet is { Type: RtcpPacketType.TransportFeedback, Count: 15 });
        Assert.InRange(feedback, 8, 13); // one per 100 ms for 1.2 s
        var lost = 0;
        teacher.Publishing.Messages((in RtcpPacket packet) =>
        {
            if (ReceiverReport.TryParse(packet, out _, out var blocks))
                for (var i = 0; i < blocks.Count; i++)
                    if (blocks[i].Ssrc.Value == camera.Ssrc) lost = Math.Max(lost, blocks[i].CumulativeLost);
            return false;
        });
        Assert.Equal(1, lost);
    }
}
