using System.Buffers.Binary;

namespace Conference.Rtc.Srtp;

/// <summary>The end of the authentication tag of each of the last packets of a stream, by index: what tells whether a packet sealed again is the same packet.</summary>
internal sealed class SentTags
{
    /// <summary>As many as are kept for retransmission; beyond them nothing is asked for again.</summary>
    private const int Capacity = 512;

    private readonly ulong[] _indices = new ulong[Capacity];
    private readonly ulong[] _ends = new ulong[Capacity];

    /// <param name="packet">Sealed; the last octets are the tag's, of which both profiles have more than eight.</param>
    public void Add(ulong index, ReadOnlySpan<byte> packet)
    {
        _indices[index % Capacity] = index + 1; // 0 is an empty place
        _ends[index % Capacity] = End(packet);
    }

    public bool Has(ulong index) => _indices[index % Capacity] == index + 1;

    /// <summary>True when a packet of that index ended so.</summary>
    public bool Has(ulong index, ReadOnlySpan<byte> packet) => Has(index) && _ends[index % Capacity] == End(packet);

    private static ulong End(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt64BigEndian(packet[^sizeof(ulong)..]);
}
