using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Lab;

namespace Conference.Sfu.Tests.Rooms;

public sealed class ForwardingTests : IDisposable
{
    private readonly Lab.Lab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void A_subscriber_gets_the_payloads_in_order_under_its_own_numbers()
    {
        var (teacher, student, camera) = Call();

        teacher.SendVideo(camera, isKey: true, packets: 3);
        for (var i = 0; i < 20; i++) teacher.SendVideo(camera, isKey: false, packets: 3);
        _lab.Run(5);

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
    public void Video_starts_with_a_key_frame()
    {
        var (teacher, student, camera) = Call();
        for (var i = 0; i < 5; i++) teacher.SendVideo(camera, isKey: false);
        _lab.Run(5);
        Assert.Empty(student.Subscribing!.Rtp);
        Assert.Equal(5, _lab.Dropped(DropReason.AwaitsKeyFrame));

        teacher.SendVideo(camera, isKey: true);
        _lab.Run(5);
        Assert.Single(student.Subscribing.Rtp);
    }

    private (Browser Teacher, Browser Student, SentTrack Camera) Call()
    {
        var teacher = _lab.Join();
        var student = _lab.Join();
        var camera = teacher.PublishConnected(TrackSource.Camera);
        student.SubscribeConnected();
        return (teacher, student, camera);
    }
}
