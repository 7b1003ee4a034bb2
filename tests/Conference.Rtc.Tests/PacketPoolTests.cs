namespace Conference.Rtc.Tests;

public sealed class PacketPoolTests
{
    [Fact]
    public void The_last_release_gives_the_slot_back()
    {
        using var pool = new PacketPool(256);
        Assert.True(pool.TryRent("abc"u8, out var packet));
        packet.Retain();
        Assert.Equal("abc"u8.ToArray(), packet.Span.ToArray());

        packet.Release();
        Assert.Equal(1, pool.InUse);
        packet.Release();

        Assert.Equal(0, pool.InUse);
        Assert.Throws<InvalidOperationException>(packet.Release);
    }

    [Fact]
    public void A_full_pool_and_a_packet_too_long_are_refused()
    {
        using var pool = new PacketPool(300);
        Assert.Equal(512, pool.Capacity);
        for (var i = 0; i < 512; i++)
            Assert.True(pool.TryRent([1], out _));

        Assert.False(pool.TryRent([1], out var none));
        Assert.True(none.IsEmpty);
        Assert.Equal(0, none.Length);

        using var fresh = new PacketPool(1);
        Assert.True(fresh.TryRent(new byte[PacketPool.MaxPacketLength], out _));
        Assert.False(fresh.TryRent(new byte[PacketPool.MaxPacketLength + 1], out _));
    }

    [Fact]
    public unsafe void Slots_are_aligned_to_cache_lines_and_keep_apart()
    {
        using var pool = new PacketPool(1024);
        var packets = new List<PacketRef>();
        for (var i = 0; i < 1024; i++)
        {
            Assert.True(pool.TryRent([(byte)i, (byte)(i >> 8)], out var packet));
            packets.Add(packet);
        }

        for (var i = 0; i < packets.Count; i++)
        {
            Assert.Equal([(byte)i, (byte)(i >> 8)], packets[i].Span.ToArray());
            fixed (byte* address = packets[i].Span)
                Assert.Equal(0, (nint)address % 64);
        }
    }
}
