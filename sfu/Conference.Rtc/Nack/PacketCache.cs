using Conference.Rtc.Rtp;

namespace Conference.Rtc.Nack;

/// <summary>
/// The packets that were lately sent (or received, and forwarded to many) by sequence number, to answer NACKs from. Holds one reference to each packet.
/// Bounded by count and age; allocates nothing after construction. Owned by one Worker, as the pool is.
/// </summary>
public sealed class PacketCache : IDisposable
{
    private readonly Entry[] _entries;
    private readonly int _mask;
    private readonly TimeSpan _maxAge;
    private int _count;

    /// <param name="capacity">Packets at most, a power of two up to 32768. 512 are a second and a half of a 4 Mbit/s stream.</param>
    /// <param name="maxAge">Older packets are not given out: their frame was shown or given up long ago.</param>
    public PacketCache(int capacity, TimeSpan maxAge)
    {
        if (capacity is < 1 or > 32_768 || !System.Numerics.BitOperations.IsPow2(capacity))
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "A power of two up to 32768.");
        _entries = new Entry[capacity];
        _mask = capacity - 1;
        _maxAge = maxAge;
    }

    /// <summary>Packets now held.</summary>
    public int Count => _count;

    /// <summary>Keeps a packet (one more reference) in the place of the one <c>capacity</c> numbers before it.</summary>
    public void Add(Timestamp now, SequenceNumber sequence, PacketRef packet)
    {
        ref var entry = ref _entries[sequence.Value & _mask];
        packet.Retain();
        if (entry.Packet.IsEmpty) _count++;
        else entry.Packet.Release();
        entry = new Entry { Packet = packet, Sequence = sequence, At = now };
    }

    /// <summary>The packet of that number; the reference stays the cache's. False when it was never there, was overwritten, or is too old.</summary>
    public bool TryGet(Timestamp now, SequenceNumber sequence, out PacketRef packet)
    {
        ref var entry = ref _entries[sequence.Value & _mask];
        packet = entry.Packet;
        return !packet.IsEmpty && entry.Sequence == sequence && now - entry.At <= _maxAge;
    }

    /// <summary>Releases everything that is too old, so that a stream that fell silent holds no memory. Costs a walk over the ring: call it about once a second.</summary>
    public void Trim(Timestamp now)
    {
        if (_count == 0) return;
        foreach (ref var entry in _entries.AsSpan())
            if (!entry.Packet.IsEmpty && now - entry.At > _maxAge) Release(ref entry);
    }

    public void Clear()
    {
        if (_count == 0) return;
        foreach (ref var entry in _entries.AsSpan())
            if (!entry.Packet.IsEmpty) Release(ref entry);
    }

    public void Dispose() => Clear();

    private void Release(ref Entry entry)
    {
        entry.Packet.Release();
        entry = default;
        _count--;
    }

    private struct Entry
    {
        public PacketRef Packet;
        public SequenceNumber Sequence;
        public Timestamp At;
    }
}
