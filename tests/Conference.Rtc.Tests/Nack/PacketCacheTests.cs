using Conference.Rtc.Nack;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Nack;

public sealed class PacketCacheTests : IDisposable
{
    private readonly PacketPool _pool = new(256);
    private readonly PacketCache _cache = new(64, TimeSpan.FromSeconds(2));

    public void Dispose()
    {
        _cache.Dispose();
        Assert.Equal(0, _pool.InUse);
        _pool.Dispose();
    }

    [Theory]
    [MemberData(nameof(Sequences.Starts), MemberType = typeof(Sequences))]
    public void The_last_packets_are_found_and_older_ones_are_not(int start)
    {
        for (var i = 0; i < 100; i++) Add(0, start + i);

        Assert.Equal(64, _cache.Count);
        Assert.Equal(64, _pool.InUse);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(i >= 36, _cache.TryGet(Timestamp.FromMilliseconds(0), new SequenceNumber((ushort)(start + i)), out var packet));
            if (i >= 36) Assert.Equal((byte)(start + i), packet.Span[0]);
        }
    }

    [Fact]
    public void A_packet_that_is_too_old_is_not_given_out_and_is_trimmed()
    {
        Add(0, 1);
        Add(1500, 2);

        Assert.True(_cache.TryGet(Timestamp.FromMilliseconds(2000), new SequenceNumber(1), out _));
        Assert.False(_cache.TryGet(Timestamp.FromMilliseconds(2001), new SequenceNumber(1), out _));
        _cache.Trim(Timestamp.FromMilliseconds(2001));
        Assert.Equal((1, 1), (_cache.Count, _pool.InUse));
    }

    [Fact]
    public void Adding_and_looking_up_allocate_nothing()
    {
        Span<byte> bytes = stackalloc byte[100];
        var packet = bytes.ToArray();
        ushort sequence = 0;
        Assert.Equal(0, Allocation.OfThousand(() =>
        {
            Assert.True(_pool.TryRent(packet, out var reference));
            _cache.Add(new Timestamp(0), new SequenceNumber(sequence), reference);
            reference.Release();
            Assert.True(_cache.TryGet(new Timestamp(0), new SequenceNumber(sequence++), out _));
        }));
    }

    private void Add(long milliseconds, int sequence)
    {
        Assert.True(_pool.TryRent([(byte)sequence], out var packet));
        _cache.Add(Timestamp.FromMilliseconds(milliseconds), new SequenceNumber((ushort)sequence), packet);
        packet.Release();
    }
}
