using Conference.Rtc;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

public sealed class TapTests : RoomTest
{
    [Fact]
    public void A_tap_hears_of_every_track_present_and_future_and_of_their_ends()
    {
        var teacher = Lab.Join();
        teacher.PublishConnected(TrackSource.Microphone);
        var tap = Lab.Room.OpenTap(Lab.Now);
        teacher.Publish(TrackSource.Camera);
        Lab.Room.Leave(Lab.Now, teacher.Id);
        Lab.Room.Close(Lab.Now, TransportCloseReason.Left);

        var messages = ReadAll(tap);
        Assert.Equal([TrackSource.Microphone, TrackSource.Camera], messages.OfType<TapTrackStarted>().Select(started => started.Track.Source));
        Assert.Equal(2, messages.OfType<TapTrackEnded>().Count());
        Assert.True(tap.Messages.Completion.IsCompleted);
    }

    [Fact]
    public void Packets_come_whole_in_order_and_without_duplicates_retransmissions_unwrapped()
    {
        var teacher = Lab.Join();
        teacher.VideoCodecs = "96 97"; // alone in the room it would be answered with VP9
        var camera = teacher.PublishConnected(TrackSource.Camera);
        var tap = Lab.Room.OpenTap(Lab.Now);
        teacher.SendVideo(camera, isKey: true, packets: 4, lost: i => i == 1);
        teacher.SendRetransmission(camera, new SequenceNumber(65_501));
        teacher.SendRetransmission(camera, new SequenceNumber(65_501));
        Lab.Run(5);

        var numbers = new List<ushort>();
        foreach (var batch in ReadAll(tap).OfType<TapPackets>())
        {
            for (var i = 0; i < batch.Count; i++)
            {
                Assert.True(RtpPacket.TryParse(batch.Packet(i), out var packet));
                Assert.Equal(camera.Ssrc, packet.Ssrc.Value);
                Assert.Equal(packet.SequenceNumber.Value, Browser.Mark(packet.Payload));
                numbers.Add(packet.SequenceNumber.Value);
            }

            batch.Dispose();
        }

        Assert.Equal([65_500, 65_502, 65_503, 65_501], numbers);
    }

    [Fact]
    public void A_tap_that_opens_gets_the_picture_that_stands_from_the_last_key_frame_on()
    {
        var (teacher, _, camera) = Call(TrackSource.Camera);
        teacher.SendVideo(camera, isKey: true, packets: 2);
        teacher.SendVideo(camera, isKey: false);
        Lab.Run(5);
        teacher.SendVideo(camera, isKey: true, packets: 3);
        teacher.SendVideo(camera, isKey: false, packets: 2);
        Lab.Run(5);

        var tap = Lab.Room.OpenTap(Lab.Now);
        var opened = Lab.Now.Microseconds;
        teacher.SendVideo(camera, isKey: false);
        Lab.Run(5);

        var messages = ReadAll(tap);
        Assert.IsType<TapTrackStarted>(messages[0]);
        var packets = messages.OfType<TapPackets>().SelectMany(batch => Enumerable.Range(0, batch.Count).Select(i =>
        {
            Assert.True(RtpPacket.TryParse(batch.Packet(i), out var packet));
            return (packet.SequenceNumber.Value, batch[i].At);
        })).ToList();
        Assert.Equal([65_503, 65_504, 65_505, 65_506, 65_507, 65_508], packets.Select(packet => (int)packet.Value));
        Assert.Equal(Enumerable.Repeat(opened, 5), packets.Take(5).Select(packet => packet.At));
    }

    [Fact]
    public void Sender_reports_reach_the_tap()
    {
        var teacher = Lab.Join();
        var microphone = teacher.PublishConnected(TrackSource.Microphone);
        var tap = Lab.Room.OpenTap(Lab.Now);
        teacher.Publishing!.SendSenderReport(microphone.Ssrc, new NtpTime(123_456_789), 4711);
        Lab.Run(5);
        var report = Assert.Single(ReadAll(tap).OfType<TapSenderReport>());
        Assert.Equal((123_456_789ul, 4711u), (report.Ntp, report.RtpTimestamp));
    }

    [Fact]
    public void A_reader_that_sleeps_is_told_how_many_packets_it_missed()
    {
        using var lab = new Lab(new SfuOptions { TapCapacity = 64 });
        var teacher = lab.Join();
        var microphone = teacher.PublishConnected(TrackSource.Microphone);
        var tap = lab.Room.OpenTap(lab.Now);
        for (var i = 0; i < 100; i++) teacher.SendAudio(microphone);
        lab.Run(30);
        Assert.Equal(36, lab.Dropped(DropReason.TapOverflow));

        var first = ReadAll(tap);
        Assert.Empty(first.OfType<TapOverflow>());
        foreach (var batch in first.OfType<TapPackets>()) batch.Dispose();
        lab.Run(30);
        Assert.Equal(36, Assert.Single(ReadAll(tap).OfType<TapOverflow>()).Packets);

        teacher.SendAudio(microphone);
        lab.Run(30);
        Assert.Equal(1, Assert.Single(ReadAll(tap).OfType<TapPackets>()).Count);
    }

    [Fact]
    public void Media_beyond_the_rights_does_not_reach_the_tap()
    {
        var teacher = Lab.Join();
        var microphone = teacher.PublishConnected(TrackSource.Microphone);
        var tap = Lab.Room.OpenTap(Lab.Now);
        Lab.Room.SetRights(teacher.Id, PublishRights.None);
        teacher.SendAudio(microphone);
        Lab.Run(30);
        Assert.Empty(ReadAll(tap).OfType<TapPackets>());
    }

    [Fact]
    public async Task A_disposed_tap_ends()
    {
        var tap = Lab.Room.OpenTap(Lab.Now);
        await tap.DisposeAsync();
        Lab.Run(5);
        Assert.True(tap.Messages.Completion.IsCompleted);
        Assert.Empty(Lab.Room.Taps);
    }

    [Fact]
    public void A_taps_wish_for_a_key_frame_reaches_the_publisher()
    {
        var teacher = Lab.Join();
        teacher.VideoCodecs = "96 97"; // alone in the room it would be answered with VP9
        var camera = teacher.PublishConnected(TrackSource.Camera);
        var tap = Lab.Room.OpenTap(Lab.Now);
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(600);
        var before = teacher.Publishing!.PictureLosses(camera.Ssrc);
        tap.RequestKeyFrame(teacher.LastAnswer!.Tracks[0].Track.Id, KeyFrameReason.Segment);
        Lab.Run(30);
        Assert.Equal(before + 1, teacher.Publishing.PictureLosses(camera.Ssrc));
    }

    [Fact]
    public void A_wish_that_can_wait_is_not_passed_on_while_the_publishers_path_is_tight()
    {
        var teacher = Lab.Join();
        teacher.VideoCodecs = "96 97"; // alone in the room it would be answered with VP9
        var camera = teacher.PublishConnected(TrackSource.Camera);
        var id = teacher.LastAnswer!.Tracks[0].Track.Id;
        var tap = Lab.Room.OpenTap(Lab.Now);
        teacher.SendVideo(camera, isKey: true);
        for (var i = 0; i < 60; i++)
        {
            teacher.SendVideo(camera, isKey: false, packets: 3, lost: packet => packet == 1);
            Lab.Run(33);
        }

        // What was lost makes a key frame be wished for until one comes.
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(600);
        var before = teacher.Publishing!.PictureLosses(camera.Ssrc);

        tap.RequestKeyFrame(id, KeyFrameReason.Segment);
        Lab.Run(600);
        Assert.Equal(before, teacher.Publishing.PictureLosses(camera.Ssrc));
        tap.RequestKeyFrame(id, KeyFrameReason.Picture);
        Lab.Run(30);
        Assert.Equal(before + 1, teacher.Publishing.PictureLosses(camera.Ssrc));

        teacher.SendVideo(camera, isKey: true);
        Lab.Run(6000);
        tap.RequestKeyFrame(id, KeyFrameReason.Segment);
        Lab.Run(30);
        Assert.Equal(before + 2, teacher.Publishing.PictureLosses(camera.Ssrc));
    }

    private static List<TapMessage> ReadAll(Tap tap)
    {
        var all = new List<TapMessage>();
        while (tap.Messages.TryRead(out var message)) all.Add(message);
        return all;
    }
}
