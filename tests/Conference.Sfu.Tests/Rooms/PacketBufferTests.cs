using Conference.Sfu.Control;
using Conference.Sfu.Rooms;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

public sealed class PacketBufferTests
{
    [Fact]
    public void When_packet_buffers_run_short_the_caches_give_way_and_media_goes_on()
    {
        using var lab = new Lab(packetBuffers: 256); // half of what one track's cache would keep
        var teacher = lab.Join();
        var student = lab.Join();
        var camera = teacher.PublishConnected(TrackSource.Camera);
        var microphone = teacher.PublishConnected(TrackSource.Microphone);
        student.SubscribeConnected();
        lab.Run(30);
        student.AnswerOffers();
        lab.Run(30);

        for (var i = 0; i < 100; i++)
        {
            teacher.SendVideo(camera, isKey: i == 0, packets: 10);
            teacher.SendAudio(microphone);
            lab.Run(1);
        }

        lab.Run(5);
        Assert.Equal(0, lab.Dropped(DropReason.NoBuffer));
        Assert.Equal(1100, student.Subscribing!.Rtp.Count);
    }
}
