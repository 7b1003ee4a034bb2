using Conference.Rtc;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

public sealed class RightsTests : RoomTest
{
    [Fact]
    public void A_source_beyond_the_rights_is_refused_and_changes_nothing()
    {
        var student = Lab.Join(PublishRights.Microphone);
        var refusal = Assert.Throws<SfuException>(() => student.Publish(TrackSource.Camera));
        Assert.Equal(SfuError.NotAllowed, refusal.Error);
        Assert.Empty(Lab.Events);
        Assert.Equal(0, Lab.Worker.Transports.Count);
    }

    [Fact]
    public void A_right_that_is_taken_stops_the_media_with_the_next_packet_and_giving_it_back_starts_it_without_a_hole()
    {
        var (teacher, student, microphone) = Call(TrackSource.Microphone);
        teacher.SendAudio(microphone);
        Lab.Run(20);
        Lab.Room.SetRights(teacher.Id, PublishRights.Camera);
        for (var i = 0; i < 10; i++) teacher.SendAudio(microphone);
        Lab.Run(20);
        Assert.Single(student.Subscribing!.Rtp);
        Assert.Equal(10, Lab.Dropped(DropReason.NotAllowed));

        Lab.Room.SetRights(teacher.Id, PublishRights.All);
        teacher.SendAudio(microphone);
        Lab.Run(20);
        Assert.Equal(2, student.Subscribing.Rtp.Count);
        Assert.True(RtpPacket.TryParse(student.Subscribing.Rtp[0], out var before));
        Assert.True(RtpPacket.TryParse(student.Subscribing.Rtp[1], out var after));
        Assert.Equal(before.SequenceNumber.Next, after.SequenceNumber);
    }

    [Fact]
    public void Video_that_is_allowed_again_waits_for_a_key_frame_and_asks_for_it()
    {
        var (teacher, student, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(600);
        Lab.Room.SetRights(teacher.Id, PublishRights.None);
        teacher.SendVideo(camera, isKey: false);
        Lab.Run(5);
        var before = teacher.Publishing!.PictureLosses(camera.Ssrc);
        Lab.Room.SetRights(teacher.Id, PublishRights.All);
        teacher.SendVideo(camera, isKey: false);
        Lab.Run(30);
        Assert.Single(student.Subscribing!.Rtp);
        Assert.Equal(before + 1, teacher.Publishing.PictureLosses(camera.Ssrc));
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(5);
        Assert.Equal(2, student.Subscribing.Rtp.Count);
    }

    [Fact]
    public void What_is_allowed_again_is_reported_at_once()
    {
        var (teacher, student, microphone) = Call(TrackSource.Microphone);
        teacher.SendAudio(microphone);
        teacher.Publishing!.SendSenderReport(microphone.Ssrc, NtpTime.FromUnixMicroseconds(1_700_000_000_000_000), microphone.Timestamp);
        Lab.Run(50); // the first report goes out, the next is due in a second
        Lab.Room.SetRights(teacher.Id, PublishRights.None);
        teacher.SendAudio(microphone);
        Lab.Run(50);
        student.Subscribing!.Rtcp.Clear();

        Lab.Room.SetRights(teacher.Id, PublishRights.All);
        teacher.SendAudio(microphone);
        Lab.Run(50);

        Assert.Equal(1, student.Subscribing.Messages((in RtcpPacket packet) => SenderReport.TryParse(packet, out _, out _)));
    }

    [Fact]
    public void One_section_too_many_is_refused()
    {
        using var lab = new Lab(new SfuOptions { MaxTracksPerParticipant = 2 });
        var student = lab.Join();
        student.Publish(TrackSource.Microphone);
        student.Publish(TrackSource.Camera);
        Assert.Equal(SfuError.TooManyTracks, Assert.Throws<SfuException>(() => student.Publish(TrackSource.Screen)).Error);
    }
}
