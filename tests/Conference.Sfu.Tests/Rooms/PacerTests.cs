using Conference.Rtc;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

/// <summary>A subscriber whose own estimate (REMB) is below what it gets.</summary>
public sealed class PacerTests : RoomTest
{
    private const int PayloadLength = 1100;

    [Fact]
    public void On_an_ample_path_a_frame_leaves_at_once()
    {
        var (teacher, student, camera) = Watching();
        student.Subscribing!.Rtp.Clear();

        teacher.SendPayloads(camera, new byte[PayloadLength], packets: 30);
        Lab.Run(2);

        Assert.Equal(30, student.Subscribing.Rtp.Count);
        Assert.Equal(0, Lab.Worker.Counters.PacedPackets);
    }

    [Fact]
    public void On_a_tight_path_a_frame_is_spread_over_time_and_arrives_whole_and_in_order()
    {
        var (teacher, student, camera) = Watching();
        Tighten(student, 1_000_000);
        student.Subscribing!.Rtp.Clear();

        teacher.SendPayloads(camera, new byte[PayloadLength], packets: 30); // 33 kB, which may take 50 ms
        Lab.Run(25);
        Assert.InRange(student.Subscribing.Rtp.Count, 10, 22);
        Lab.Run(35);

        Assert.Equal(30, student.Subscribing.Rtp.Count);
        var sequences = student.Subscribing.Rtp.ConvertAll(bytes => Parse(bytes).SequenceNumber);
        Assert.All(sequences.Zip(sequences.Skip(1)), pair => Assert.Equal(pair.First.Next, pair.Second));
        Assert.Equal(30, Lab.Worker.Counters.PacedPackets);
    }

    [Fact]
    public void What_waits_is_not_padded()
    {
        var (teacher, student, camera) = Watching();
        Tighten(student, 1_000_000);
        student.Subscribing!.Rtp.Clear();

        foreach (var length in new[] { 1000, 1001, 1000, 1001 }) teacher.SendPayloads(camera, new byte[length], packets: 1);
        Lab.Run(100);

        Assert.Equal(4, student.Subscribing.Rtp.Count);
        Assert.All(student.Subscribing.Rtp, bytes => Assert.Equal(0, Parse(bytes).PaddingLength));
    }

    [Fact]
    public void A_voice_and_a_retransmission_pass_what_waits()
    {
        var (teacher, student, camera) = Watching();
        var microphone = teacher.PublishConnected(TrackSource.Microphone);
        student.SubscribeConnected();
        var last = Parse(student.Subscribing!.Rtp[^1]);
        Tighten(student, 1_000_000);
        teacher.SendPayloads(camera, new byte[PayloadLength], packets: 30);
        Lab.Run(5);
        student.Subscribing.Rtp.Clear();

        teacher.SendAudio(microphone);
        student.Subscribing.SendNack(last.Ssrc.Value, last.SequenceNumber);
        Lab.Run(2);

        var types = student.Subscribing.Rtp.ConvertAll(bytes => Parse(bytes).PayloadType);
        Assert.Contains(Browser.Opus, types);
        Assert.Contains(Browser.Vp8Rtx, types);
        Assert.DoesNotContain(30, types.GroupBy(type => type).Select(group => group.Count()));
    }

    [Fact]
    public void Video_does_not_fall_behind_however_narrow_the_path_is_believed_to_be()
    {
        var (teacher, student, camera) = Watching();
        Tighten(student, 200_000);
        student.Subscribing!.Rtp.Clear();

        for (var i = 0; i < 30; i++)
        {
            teacher.SendPayloads(camera, new byte[PayloadLength], packets: 10); // 2.6 Mbit/s
            Lab.Run(33);
            Assert.True(student.Subscribing.Rtp.Count > (i - 1) * 10, $"frame {i}: {student.Subscribing.Rtp.Count} packets");
        }

        Lab.Run(60);
        Assert.Equal(300, student.Subscribing.Rtp.Count);
        Assert.Equal(300, Lab.Worker.Counters.PacedPackets);
    }

    [Fact]
    public void Who_leaves_takes_what_waits_along()
    {
        var (teacher, student, camera) = Watching();
        Tighten(student, 100_000);
        teacher.SendPayloads(camera, new byte[PayloadLength], packets: 30);
        Lab.Run(1);

        Lab.Room.Leave(Lab.Now, student.Id);
        Lab.Room.Leave(Lab.Now, teacher.Id);
        Lab.Run(2000);

        Assert.Equal(0, Lab.Worker.Pool.InUse);
        Assert.Equal(0, Lab.Worker.Counters.Faults);
    }

    private (Browser Teacher, Browser Student, SentTrack Camera) Watching()
    {
        var call = Call(TrackSource.Camera);
        call.Teacher.SendVideo(call.Track, isKey: true);
        for (var i = 0; i < 20; i++)
        {
            call.Teacher.SendPayloads(call.Track, new byte[PayloadLength], packets: 5);
            Lab.Run(33);
            call.Student.Subscribing!.Acknowledge();
        }

        Lab.Run(2);
        return call;
    }

    private void Tighten(Browser student, ulong bitrate)
    {
        student.Subscribing!.SendRemb(bitrate);
        Lab.Run(1);
    }

    private static RtpPacket Parse(byte[] bytes)
    {
        Assert.True(RtpPacket.TryParse(bytes, out var packet));
        return packet;
    }
}
