namespace Conference.Sfu.Rooms;

/// <summary>The last packets of an UpTrack by sequence number, to answer NACKs from. Holds a reference to each slot.</summary>
internal sealed class PacketCache
{
    private readonly MediaPacket[] _ring;
    private readonly long[] _sequences;

    /// <param name="capacity">A power of two.</param>
    public PacketCache(int capacity)
    {
        _ring = new MediaPacket[capacity];
        _sequences = new long[capacity];
        Array.Fill(_sequences, -1);
    }

    public bool Contains(long sequence) => _sequences[Index(sequence)] == sequence;

    public bool TryGet(long sequence, out MediaPacket packet)
    {
        packet = Contains(sequence) ? _ring[Index(sequence)] : default;
        return !packet.Slot.IsEmpty;
    }

    /// <summary>Keeps the packet and lets go of the one in its place; one older than that one is not kept.</summary>
    public void Add(in MediaPacket packet)
    {
        var index = Index(packet.Sequence);
        if (_sequences[index] >= packet.Sequence) return;
        _ring[index].Slot.Release();
        packet.Slot.Retain();
        _ring[index] = packet;
        _sequences[index] = packet.Sequence;
    }

    /// <summary>Lets go of what lies in the place of this packet.</summary>
    public void Forget(long sequence) => Empty(Index(sequence));

    public void Clear()
    {
        for (var i = 0; i < _ring.Length; i++) Empty(i);
    }

    private void Empty(int index)
    {
        _ring[index].Slot.Release();
        _ring[index] = default;
        _sequences[index] = -1;
    }

    private int Index(long sequence) => (int)(sequence & (_ring.Length - 1));
}
