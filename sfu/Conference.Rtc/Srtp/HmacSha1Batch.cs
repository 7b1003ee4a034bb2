using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Conference.Rtc.Srtp;

/// <summary>
/// The authentication tags that wait for the batch of datagrams they belong to: SHA-1 of sixteen (AVX-512) or eight (AVX2) messages costs little
/// more than of one, whoever they go to, if all have the same number of blocks. What is too little for that goes through libcrypto.
/// </summary>
/// <remarks>Owned by an <see cref="Outbox"/>, and as little for several threads. Keeps copies of the keys' states until they are used.</remarks>
internal sealed unsafe class HmacSha1Batch : IDisposable
{
    /// <summary>Octets authenticated behind the packet: the roll-over counter (RFC 3711 §4.2).</summary>
    public const int SuffixLength = 4;

    /// <summary>
    /// Idle lanes cost as much as busy ones: sixteen by AVX-512, and eight by AVX2 as well, take as long as six or seven messages alone with the
    /// processor's SHA instructions (bench/results/2026-11-21-srtp.md).
    /// </summary>
    private const int MinTogether = 7;

    private const int MinPadding = 9;
    private const int MaxLanes = 16;
    private const int TailLength = 2 * HmacSha1.BlockLength;

    private readonly int _capacity;
    private readonly KeyMemory _entries;
    private readonly KeyMemory _work;
    private int _count;

    /// <param name="capacity">Packets at most.</param>
    public HmacSha1Batch(int capacity)
    {
        _capacity = capacity;
        _entries = new KeyMemory(capacity * sizeof(Entry));
        _work = new KeyMemory(sizeof(Work));
    }

    /// <summary>Messages side by side; 1 where the processor can no more or the self-test failed.</summary>
    public static int Lanes { get; } =
        Sha1Lanes16.IsSupported && AgreesWithLibCrypto(Sha1Lanes16.Count) ? Sha1Lanes16.Count
        : Sha1Lanes8.IsSupported && AgreesWithLibCrypto(Sha1Lanes8.Count) ? Sha1Lanes8.Count
        : 1;

    /// <summary>Notes a packet; neither it nor the tag may move before <see cref="Complete()"/>.</summary>
    /// <param name="data">What is authenticated before the roll-over counter.</param>
    /// <param name="tag">Gets the first octets of the hash.</param>
    public void Add(HmacSha1 key, ReadOnlySpan<byte> data, uint rollover, Span<byte> tag)
    {
        if (_count == _capacity)
            Complete();
        ref var entry = ref ((Entry*)_entries.Octets)[_count++];
        fixed (byte* octets = data, output = tag)
        {
            entry.Data = octets;
            entry.Tag = output;
        }
        entry.Length = data.Length;
        entry.TagLength = tag.Length;
        entry.Rollover = BinaryPrimitives.ReverseEndianness(rollover);
        for (var i = 0; i < HmacSha1.StateWords; i++)
        {
            entry.Inner[i] = key.Inner[i];
            entry.Outer[i] = key.Outer[i];
        }
        GC.KeepAlive(key.Key);
    }

    /// <summary>Writes every tag that waits.</summary>
    public void Complete()
    {
        if (_count > 0)
            Complete(Lanes);
    }

    /// <summary>Forgets what waits.</summary>
    public void Clear()
    {
        if (_count == 0)
            return;
        new Span<byte>(_entries.Octets, _count * sizeof(Entry)).Clear();
        _count = 0;
    }

    public void Dispose()
    {
        _entries.Dispose();
        _work.Dispose();
        _count = 0;
    }

    /// <summary>Same, so many at once.</summary>
    internal void Complete(int lanes)
    {
        var entries = (Entry*)_entries.Octets;
        var group = stackalloc int[MaxLanes];
        for (var first = 0; first < _count; first++)
        {
            if (entries[first].Tag is null)
                continue;
            var size = 0;
            for (var i = first; i < _count && size < lanes; i++)
            {
                if (entries[i].Tag is not null && entries[i].Blocks == entries[first].Blocks)
                    group[size++] = i;
            }
            if (size < MinTogether || lanes == 1)
                ComputeAlone(ref entries[first]);
            else if (lanes == Sha1Lanes16.Count)
                ComputeTogether<Sha1Lanes16, Vector512<uint>>(group, size);
            else
                ComputeTogether<Sha1Lanes8, Vector256<uint>>(group, size);
        }
        Clear();
    }

    private static void ComputeAlone(ref Entry entry)
    {
        var hash = stackalloc byte[HmacSha1.HashLength];
        fixed (Entry* it = &entry)
        {
            HmacSha1.Compute(it->Inner, it->Outer, it->Data, it->Length, (byte*)&it->Rollover, SuffixLength, hash);
            it->Finish(hash);
        }
    }

    private void ComputeTogether<TLanes, TVector>(int* group, int size)
        where TLanes : struct, ISha1Lanes<TVector>
        where TVector : unmanaged
    {
        var entries = (Entry*)_entries.Octets;
        var work = (Work*)_work.Octets;
        var state = (TVector*)work->State;
        var schedule = (TVector*)work->Schedule;
        var messages = stackalloc byte*[MaxLanes];
        var blocks = entries[group[0]].Blocks;
        var whole = blocks;
        for (var lane = 0; lane < TLanes.Count; lane++)
        {
            ref var entry = ref entries[group[Math.Min(lane, size - 1)]];
            for (var i = 0; i < HmacSha1.StateWords; i++)
                ((uint*)state)[i * TLanes.Count + lane] = entry.Inner[i];
            messages[lane] = entry.Data;
            whole = Math.Min(whole, entry.Length / HmacSha1.BlockLength);
        }
        for (var block = 0; block < whole; block++)
        {
            Sha1<TLanes, TVector>.Compress(state, schedule, messages);
            for (var lane = 0; lane < TLanes.Count; lane++)
                messages[lane] += HmacSha1.BlockLength;
        }
        // The last one or two, with the roll-over counter and the padding behind the packet's own octets.
        for (var lane = 0; lane < TLanes.Count; lane++)
        {
            var tail = work->Tails + lane * TailLength;
            entries[group[Math.Min(lane, size - 1)]].WriteTail(tail, whole * HmacSha1.BlockLength, (blocks - whole) * HmacSha1.BlockLength);
            messages[lane] = tail;
        }
        for (var block = whole; block < blocks; block++)
        {
            Sha1<TLanes, TVector>.Compress(state, schedule, messages);
            for (var lane = 0; lane < TLanes.Count; lane++)
                messages[lane] += HmacSha1.BlockLength;
        }
        // The outer hash: twenty octets behind one block.
        for (var lane = 0; lane < TLanes.Count; lane++)
        {
            var tail = work->Tails + lane * TailLength;
            new Span<byte>(tail, HmacSha1.BlockLength).Clear();
            ref var entry = ref entries[group[Math.Min(lane, size - 1)]];
            for (var i = 0; i < HmacSha1.StateWords; i++)
            {
                ((uint*)tail)[i] = BinaryPrimitives.ReverseEndianness(((uint*)state)[i * TLanes.Count + lane]);
                ((uint*)state)[i * TLanes.Count + lane] = entry.Outer[i];
            }
            tail[HmacSha1.HashLength] = 0x80;
            ((ulong*)tail)[7] = BinaryPrimitives.ReverseEndianness((HmacSha1.BlockLength + HmacSha1.HashLength) * 8ul);
            messages[lane] = tail;
        }
        Sha1<TLanes, TVector>.Compress(state, schedule, messages);
        var hash = stackalloc uint[HmacSha1.StateWords];
        for (var lane = 0; lane < size; lane++)
        {
            for (var i = 0; i < HmacSha1.StateWords; i++)
                hash[i] = BinaryPrimitives.ReverseEndianness(((uint*)state)[i * TLanes.Count + lane]);
            entries[group[lane]].Finish((byte*)hash);
        }
    }

    /// <summary>Lengths around every number of blocks that a packet can have, in groups of each size.</summary>
    private static bool AgreesWithLibCrypto(int lanes)
    {
        const int Packets = 48;
        const int PacketLength = 1500;
        using var batch = new HmacSha1Batch(Packets);
        using var packets = new KeyMemory(Packets * PacketLength);
        var key = new byte[HmacSha1.HashLength];
        var tags = new byte[2 * Packets * HmacSha1.HashLength];
        fixed (byte* tag = tags)
        {
            for (var i = 0; i < Packets * PacketLength; i++)
                packets.Octets[i] = (byte)(i * 7 + i / 251);
            for (var round = 0; round < 40; round++)
            {
                for (var i = 0; i < Packets; i++)
                {
                    key[0] = (byte)(i + round);
                    using var hmac = new HmacSha1(key);
                    var data = new Span<byte>(packets.Octets + i * PacketLength, round * 37 + i % (3 + round));
                    Span<byte> suffix = [0, 0, 0, (byte)i];
                    hmac.Compute(data, suffix, tags.AsSpan((Packets + i) * HmacSha1.HashLength));
                    batch.Add(hmac, data, (uint)i, new Span<byte>(tag + i * HmacSha1.HashLength, HmacSha1.HashLength));
                }
                batch.Complete(lanes);
                if (!tags.AsSpan(0, tags.Length / 2).SequenceEqual(tags.AsSpan(tags.Length / 2)))
                    return false;
            }
        }
        return true;
    }

    private struct Entry
    {
        public byte* Data;
        public byte* Tag;
        public int Length;
        public int TagLength;
        public uint Rollover;
        public fixed uint Inner[HmacSha1.StateWords];
        public fixed uint Outer[HmacSha1.StateWords];

        public readonly int Blocks => (Length + SuffixLength + MinPadding + HmacSha1.BlockLength - 1) / HmacSha1.BlockLength;

        /// <summary>The message from there on, padded (FIPS 180-4 §5.1.1).</summary>
        public readonly void WriteTail(byte* tail, int start, int tailLength)
        {
            new Span<byte>(tail, tailLength).Clear();
            var rest = Length - start;
            Buffer.MemoryCopy(Data + start, tail, TailLength, rest);
            *(uint*)(tail + rest) = Rollover;
            tail[rest + SuffixLength] = 0x80;
            *(ulong*)(tail + tailLength - sizeof(ulong)) =
                BinaryPrimitives.ReverseEndianness((ulong)(HmacSha1.BlockLength + Length + SuffixLength) * 8);
        }

        public void Finish(byte* hash)
        {
            Buffer.MemoryCopy(hash, Tag, TagLength, TagLength);
            Tag = null;
        }
    }

    private struct Work
    {
        public fixed byte Schedule[Sha1<Sha1Lanes16, Vector512<uint>>.ScheduleWords * HmacSha1.BlockLength];
        public fixed byte State[(HmacSha1.StateWords + 3) * HmacSha1.BlockLength];
        public fixed byte Tails[MaxLanes * TailLength];
    }
}
