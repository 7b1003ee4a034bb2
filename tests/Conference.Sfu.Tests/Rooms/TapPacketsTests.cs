using Conference.Sfu.Control;

namespace Conference.Sfu.Tests.Rooms;

[Collection(nameof(Alone))]
public sealed class TapPacketsTests
{
    [Fact]
    public void A_batch_of_one_packet_takes_little_memory()
    {
        var packet = new byte[1200];
        Make(); // the first one loads types
        var before = GC.GetAllocatedBytesForCurrentThread();
        Make();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);

        void Make()
        {
            using var batch = new TapPackets();
            batch.Add(new TrackId(Guid.Empty), 0, packet);
        }
    }

    [Fact]
    public void A_batch_grows_with_its_packets()
    {
        using var batch = new TapPackets();
        for (var i = 0; i < 200; i++) batch.Add(new TrackId(Guid.Empty), i, new byte[] { (byte)i, 1, 2 });
        Assert.Equal(200, batch.Count);
        for (var i = 0; i < 200; i++) Assert.Equal([(byte)i, 1, 2], batch.Packet(i).ToArray());
    }
}
