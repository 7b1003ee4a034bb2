using Conference.Rtc.Rtp;

namespace Conference.Rtc.Congestion;

/// <summary>When the last packets left and how long they were, by transport-wide sequence number: what feedback is matched with.</summary>
internal sealed class SentPackets
{
    /// <summary>Half a second of 2,000 packets/s: feedback comes every 50 to 250 ms and a round trip later. A power of two.</summary>
    private const int Capacity = 1024;

    private readonly Entry[] _ring = new Entry[Capacity];

    private const ushort LostFlag = 0x8000;

    /// <param name="bytes">Of the datagram; 0 is kept as 1.</param>
    public void Add(Timestamp now, SequenceNumber sequence, int bytes) =>
        _ring[sequence.Value & (Capacity - 1)] = new Entry((uint)now.Microseconds, sequence.Value, (ushort)Math.Clamp(bytes, 1, LostFlag - 1));

    /// <summary>It arrived. False for one that was never sent, was reported before, or is too old to know.</summary>
    /// <param name="age">Since it left, in microseconds.</param>
    /// <param name="wasLost">An earlier feedback called it lost; it was only late.</param>
    public bool TryTake(Timestamp now, SequenceNumber sequence, out long age, out int bytes, out bool wasLost)
    {
        ref var entry = ref _ring[sequence.Value & (Capacity - 1)];
        age = (uint)now.Microseconds - entry.SentAt; // the clock's low 32 bits: they wrap after more than an hour
        bytes = entry.Bytes & ~LostFlag;
        wasLost = (entry.Bytes & LostFlag) != 0;
        if (entry.Bytes == 0 || entry.Sequence != sequence.Value) return false;
        entry = default;
        return true;
    }

    /// <summary>It has not arrived. False for one of which that is known, or that was never sent.</summary>
    public bool TryMarkLost(SequenceNumber sequence)
    {
        ref var entry = ref _ring[sequence.Value & (Capacity - 1)];
        if (entry.Bytes is 0 or >= LostFlag || entry.Sequence != sequence.Value) return false;
        entry = entry with { Bytes = (ushort)(entry.Bytes | LostFlag) };
        return true;
    }

    private readonly record struct Entry(uint SentAt, ushort Sequence, ushort Bytes);
}
