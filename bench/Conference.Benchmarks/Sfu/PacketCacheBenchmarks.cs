using BenchmarkDotNet.Attributes;
using Conference.Rtc;
using Conference.Sfu.Rooms;

namespace Conference.Benchmarks.Sfu;

/// <summary>What a received packet costs until it can be asked for again: a slot, a copy, a place in the cache; and finding it.</summary>
[MemoryDiagnoser]
public class PacketCacheBenchmarks : IDisposable
{
    private readonly PacketPool _pool = new(2 * UpTrack.CacheCapacity);
    private readonly PacketCache _cache = new(UpTrack.CacheCapacity);
    private readonly byte[] _packet = new byte[1200];
    private long _sequence;

    [Benchmark]
    public void Keep()
    {
        if (!_pool.TryRent(_packet, out var slot)) throw new InvalidOperationException("The pool is empty.");
        _cache.Add(new MediaPacket { Slot = slot, Sequence = ++_sequence });
        slot.Release();
    }

    [Benchmark]
    public bool Find() => _cache.TryGet(_sequence - 100, out _);

    [GlobalCleanup]
    public void Dispose()
    {
        _cache.Clear();
        _pool.Dispose();
        GC.SuppressFinalize(this);
    }
}
