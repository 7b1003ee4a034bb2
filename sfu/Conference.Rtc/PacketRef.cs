namespace Conference.Rtc;

/// <summary>
/// One counted reference to a packet in a <see cref="PacketPool"/>. A copy of the struct is not a new reference: <see cref="Retain"/> is.
/// The last <see cref="Release"/> gives the slot back, after which no copy may be used.
/// </summary>
public readonly unsafe struct PacketRef : IEquatable<PacketRef>
{
    private readonly PacketPool? _pool;
    private readonly int _slot;

    internal PacketRef(PacketPool pool, int slot)
    {
        _pool = pool;
        _slot = slot;
    }

    /// <summary>True for the default value, which refers to nothing.</summary>
    public bool IsEmpty => _pool is null;

    public int Length => _pool is null ? 0 : _pool.Header(_slot)->Length;

    public Span<byte> Span
    {
        get
        {
            if (_pool is null)
                return default;
            var header = _pool.Header(_slot);
            return new Span<byte>((byte*)header + PacketPool.HeaderSize, header->Length);
        }
    }

    /// <summary>Part of the slot, which may reach behind the packet: up to <see cref="PacketPool.MaxPacketLength"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It reaches behind the slot.</exception>
    public Span<byte> Slice(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)(uint)start + (uint)length, (ulong)PacketPool.MaxPacketLength, nameof(length));
        return _pool is null ? default : new Span<byte>((byte*)_pool.Header(_slot) + PacketPool.HeaderSize + start, length);
    }

    /// <summary>Takes one more reference.</summary>
    public PacketRef Retain()
    {
        if (_pool is not null)
            _pool.Header(_slot)->ReferenceCount++;
        return this;
    }

    public void Release() => _pool?.Release(_slot);

    public bool Equals(PacketRef other) => ReferenceEquals(_pool, other._pool) && _slot == other._slot;

    public override bool Equals(object? obj) => obj is PacketRef other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_pool, _slot);

    public static bool operator ==(PacketRef a, PacketRef b) => a.Equals(b);

    public static bool operator !=(PacketRef a, PacketRef b) => !a.Equals(b);
}
