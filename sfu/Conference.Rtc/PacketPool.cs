using System.Runtime.InteropServices;

namespace Conference.Rtc;

/// <summary>
/// Slots of 2 KiB in native memory, 64-byte aligned, with a free list and a reference count each: for packets that outlive the batch they
/// came in (packet cache, pacer). Owned by one Worker and used from its thread alone. Memory is taken in slabs as needed, up to
/// <see cref="Capacity"/>, and given back by <see cref="Dispose"/>.
/// </summary>
public sealed unsafe class PacketPool : IDisposable
{
    internal const int SlotSize = 2048;

    /// <summary>The first cache line of a slot holds its count and length.</summary>
    internal const int HeaderSize = 64;

    /// <summary>Octets that a slot can hold.</summary>
    public const int MaxPacketLength = SlotSize - HeaderSize;

    private const int SlotsPerSlab = 256;

    private readonly byte*[] _slabs;
    private readonly int[] _free;
    private int _slabCount;
    private int _freeCount;

    /// <param name="capacity">Slots at most; rounded up to whole slabs of 256 (512 KiB).</param>
    public PacketPool(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _slabs = new byte*[(capacity + SlotsPerSlab - 1) / SlotsPerSlab];
        _free = new int[_slabs.Length * SlotsPerSlab];
    }

    public int Capacity => _free.Length;

    /// <summary>Slots now out.</summary>
    public int InUse => _slabCount * SlotsPerSlab - _freeCount;

    /// <summary>
    /// Less than a sixteenth is left: who keeps packets only in case they are asked for again must let some go, or those on their way through
    /// find no slot.
    /// </summary>
    public bool IsScarce => Capacity - InUse < Capacity / 16;

    /// <summary>Copies the packet into a slot with one reference. False when the pool is exhausted or the packet is longer than a slot.</summary>
    public bool TryRent(ReadOnlySpan<byte> packet, out PacketRef reference)
    {
        reference = default;
        if (packet.Length > MaxPacketLength || (_freeCount == 0 && !TryAddSlab()))
            return false;
        var slot = _free[--_freeCount];
        var header = Header(slot);
        header->ReferenceCount = 1;
        header->Length = packet.Length;
        packet.CopyTo(new Span<byte>((byte*)header + HeaderSize, MaxPacketLength));
        reference = new PacketRef(this, slot);
        return true;
    }

    public void Dispose()
    {
        for (var i = 0; i < _slabCount; i++)
            NativeMemory.AlignedFree(_slabs[i]);
        _slabCount = 0;
        _freeCount = 0;
    }

    internal SlotHeader* Header(int slot)
    {
        var slab = slot / SlotsPerSlab;
        ObjectDisposedException.ThrowIf(slab >= _slabCount, this);
        return (SlotHeader*)(_slabs[slab] + slot % SlotsPerSlab * SlotSize);
    }

    internal void Release(int slot)
    {
        var header = Header(slot);
        if (header->ReferenceCount <= 0)
            throw new InvalidOperationException("A PacketRef was released more often than it was retained.");
        if (--header->ReferenceCount == 0)
            _free[_freeCount++] = slot;
    }

    private bool TryAddSlab()
    {
        if (_slabCount == _slabs.Length)
            return false;
        _slabs[_slabCount] = (byte*)NativeMemory.AlignedAlloc(SlotsPerSlab * SlotSize, 64);
        // Handed out lowest first, so that a quiet Worker touches few pages.
        for (var i = SlotsPerSlab - 1; i >= 0; i--)
            _free[_freeCount++] = _slabCount * SlotsPerSlab + i;
        _slabCount++;
        return true;
    }

    internal struct SlotHeader
    {
        public int ReferenceCount;
        public int Length;
    }
}
