using Conference.Sfu.Control;
using Conference.Sfu.Tests.Labs;

namespace Conference.Sfu.Tests.Rooms;

[Collection(nameof(Alone))]
public sealed class AllocationTests : RoomTest
{
    [Fact]
    public void A_forwarded_packet_allocates_nothing()
    {
        var teacher = Lab.Join();
        var students = Enumerable.Range(0, 5).Select(_ => Lab.Join()).ToList();
        var camera = teacher.PublishConnected(TrackSource.Camera);
        var microphone = teacher.PublishConnected(TrackSource.Microphone);
        foreach (var student in students) student.SubscribeConnected();
        teacher.SendVideo(camera, isKey: true);
        Lab.Run(30);
        Lab.Port.OnSent = null;
        for (var i = 0; i < 2000; i++) Frame(); // tiered compilation, dictionaries and the first lap of the packet cache
        var sent = Lab.Worker.Counters.RtpPacketsOut;

        long allocated = 0;
        for (var i = 0; i < 1000; i++)
        {
            Send();
            var before = GC.GetAllocatedBytesForCurrentThread();
            Lab.Worker.Turn(Lab.Now);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(1000 * 5 * 5, Lab.Worker.Counters.RtpPacketsOut - sent);
        Assert.Equal(0, allocated);

        void Frame()
        {
            Send();
            Lab.Worker.Turn(Lab.Now);
        }

        void Send()
        {
            teacher.SendVideo(camera, isKey: false, packets: 4);
            teacher.SendAudio(microphone);
        }
    }

    [Fact]
    public void A_packet_of_a_layer_allocates_nothing()
    {
        var teacher = Lab.Join();
        teacher.VideoCodecs = "96 97"; // alone in the room it would be answered with VP9
        var students = Enumerable.Range(0, 5).Select(_ => Lab.Join()).ToList();
        var camera = teacher.PublishLayers(TrackSource.Camera, "q", "h", "f");
        foreach (var student in students) student.SubscribeConnected();
        for (var layer = 0; layer < 3; layer++) teacher.SendFrame(camera, layer, isKey: true);
        Lab.Run(300);
        for (var layer = 0; layer < 3; layer++) teacher.SendFrame(camera, layer, isKey: true);
        Lab.Run(30);
        Lab.Port.OnSent = null;
        for (var i = 0; i < 2000; i++)
        {
            Send();
            Lab.Worker.Turn(Lab.Now);
        }

        var sent = Lab.Worker.Counters.RtpPacketsOut;
        long allocated = 0;
        for (var i = 0; i < 1000; i++)
        {
            Send();
            var before = GC.GetAllocatedBytesForCurrentThread();
            Lab.Worker.Turn(Lab.Now);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(1000 * 2 * 5, Lab.Worker.Counters.RtpPacketsOut - sent);
        Assert.Equal(0, allocated);

        void Send()
        {
            for (var layer = 0; layer < 3; layer++) teacher.SendFrame(camera, layer, isKey: false, packets: 2);
        }
    }

    [Fact]
    public void A_packet_that_is_forwarded_on_another_worker_allocates_nothing_on_either()
    {
        using var lab = new Lab(new SfuOptions { SubscribersPerWorker = 3 }, workers: 2);
        var teacher = lab.Join();
        var students = Enumerable.Range(0, 6).Select(_ => lab.Join()).ToList();
        var camera = teacher.PublishConnected(TrackSource.Camera);
        var microphone = teacher.PublishConnected(TrackSource.Microphone);
        foreach (var student in students) student.SubscribeConnected();
        teacher.SendVideo(camera, isKey: true);
        lab.Run(30);
        foreach (var port in lab.Ports) port.OnSent = null;
        for (var i = 0; i < 2000; i++)
        {
            Send();
            foreach (var worker in lab.Workers) worker.Turn(lab.Now);
        }

        var sent = lab.Workers.Select(worker => worker.Counters.RtpPacketsOut).ToList();
        long allocated = 0;
        for (var i = 0; i < 1000; i++)
        {
            Send();
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var worker in lab.Workers) worker.Turn(lab.Now);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        for (var i = 0; i < 2; i++) Assert.Equal(1000 * 5 * 3, lab.Workers[i].Counters.RtpPacketsOut - sent[i]);
        Assert.Equal(0, allocated);

        void Send()
        {
            teacher.SendVideo(camera, isKey: false, packets: 4);
            teacher.SendAudio(microphone);
        }
    }
}
