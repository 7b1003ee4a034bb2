using System.Runtime.InteropServices;
using Conference.Rtc.Srtp;

namespace Conference.Rtc;

/// <summary>
/// The caller-owned send batch. A machine reserves a slot, writes a datagram into it (encryption included: the only copy) and commits it
/// with its destination. Datagrams lie side by side in one native buffer, so that a run of entries with the same destination and equal
/// length (the last may be shorter) is one UDP GSO send. When the batch is full the sink sends it.
/// </summary>
public sealed unsafe class Outbox : IDisposable
{
    /// <summary>Octets of one slot: an Ethernet frame's worth.</summary>
    public const int MaxDatagramLength = 1500;

    private readonly IOutboxSink _sink;
    private readonly OutboxEntry[] _entries;
    private byte* _buffer;
    private int _count;
    private int _end;

    /// <param name="sink">Takes the batch when it is full, and on <see cref="Flush"/>.</param>
    /// <param name="capacity">Datagrams at most per batch.</param>
    public Outbox(IOutboxSink sink, int capacity = 64)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _sink = sink;
        _entries = new OutboxEntry[capacity];
        Authentication = new HmacSha1Batch(capacity);
        _buffer = (byte*)NativeMemory.AlignedAlloc((nuint)(capacity * MaxDatagramLength), 64);
    }

    public int Count => _count;

    /// <summary>What is in the batch, ready to be sent: tags that waited are written first.</summary>
    public ReadOnlySpan<OutboxEntry> Entries
    {
        get
        {
            Authentication.Complete();
            return _entries.AsSpan(0, _count);
        }
    }

    /// <summary>The HMACs of the batch, taken side by side when it is complete.</summary>
    internal HmacSha1Batch Authentication { get; }

    /// <summary>Address of the native buffer that <see cref="OutboxEntry.Offset"/> counts from; stays the same for the Outbox's life.</summary>
    public nint Buffer => (nint)_buffer;

    public ReadOnlySpan<byte> Datagram(in OutboxEntry entry) => new(_buffer + entry.Offset, entry.Length);

    /// <summary>Sends the batch first if it has not so many free places: a run that is cut costs one more message.</summary>
    public void MakeRoom(int datagrams)
    {
        if (_entries.Length - _count < Math.Min(datagrams, _entries.Length))
            Flush();
    }

    /// <summary>Room for one datagram of up to <see cref="MaxDatagramLength"/> octets; sends the batch first when it is full.</summary>
    public Span<byte> Reserve()
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        if (_count == _entries.Length)
            Flush();
        return new Span<byte>(_buffer + _end, MaxDatagramLength);
    }

    /// <summary>Adds the first octets of the reserved slot to the batch. A slot that is not committed is simply reserved again.</summary>
    public void Commit(int length, in RemoteEndPoint to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)MaxDatagramLength, nameof(length));
        _entries[_count++] = new OutboxEntry(_end, length, to);
        _end += length;
    }

    /// <summary>Hands the batch to the sink and empties it.</summary>
    public void Flush()
    {
        if (_count > 0)
            _sink.Send(this);
        Clear();
    }

    /// <summary>Empties the batch without sending.</summary>
    public void Clear()
    {
        Authentication.Clear();
        _count = 0;
        _end = 0;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_buffer);
        _buffer = null;
        Clear();
        Authentication.Dispose();
    }
}
