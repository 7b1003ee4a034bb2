namespace Conference.Sfu.Control;

/// <summary>
/// A batch of decrypted RTP packets in arrival order (retransmissions already unwrapped from RTX; duplicates removed; reordering is the reader's to mend).
/// Pooled: valid until disposed.
/// </summary>
public sealed record TapPackets : TapMessage, IDisposable
{
    private readonly Action<TapPackets>? _recycle;
    private readonly List<Entry> _entries = [];
    private byte[] _buffer = new byte[2048]; // grows: most batches hold a packet or two, and a reader that is behind has thousands of them out
    private int _used;

    public TapPackets(Action<TapPackets>? recycle = null) => _recycle = recycle;

    public int Count => _entries.Count;

    /// <summary>The track and receive time (microseconds) of packet <paramref name="index"/>.</summary>
    public (TrackId Track, long At) this[int index] => (_entries[index].Track, _entries[index].At);

    /// <summary>The whole RTP packet, header included.</summary>
    public ReadOnlySpan<byte> Packet(int index) => _buffer.AsSpan(_entries[index].Offset, _entries[index].Length);

    public void Add(TrackId track, long at, ReadOnlySpan<byte> packet)
    {
        if (_used + packet.Length > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _used + packet.Length));
        packet.CopyTo(_buffer.AsSpan(_used));
        _entries.Add(new Entry(track, at, _used, packet.Length));
        _used += packet.Length;
    }

    public void Dispose()
    {
        _entries.Clear();
        _used = 0;
        _recycle?.Invoke(this);
    }

    private readonly record struct Entry(TrackId Track, long At, int Offset, int Length);
}
