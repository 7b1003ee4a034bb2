using System.Runtime.InteropServices;
using Conference.Rtc;

namespace Conference.Sfu.Net;

/// <summary>
/// Receive buffers for what the kernel hands over in one piece (UDP_GRO): datagrams of one sender, equally long but for the last, up to 64 KiB. They are
/// taken apart where they lie. Where the kernel does not coalesce, a piece is one datagram.
/// </summary>
internal sealed unsafe class CoalescedDatagrams : IDisposable
{
    /// <summary>Pieces per recvmmsg.</summary>
    public const int Capacity = 64;

    /// <summary>The longest UDP payload, and a little.</summary>
    public const int BufferLength = 64 * 1024;

    /// <summary>Not a power of two: buffers a power of two apart compete for the same few lines of the processor's caches.</summary>
    private const int Stride = BufferLength + 4096 + 64;

    private readonly Piece[] _pieces = new Piece[Capacity];
    private int _count;
    private int _next;
    private byte* _buffer = (byte*)NativeMemory.AlignedAlloc(Capacity * Stride, 64); // the system gives pages as they are touched: one or two of each

    /// <summary>Some have not been taken yet.</summary>
    public bool HasMore => _next < _count;

    /// <summary>Where the kernel writes piece <paramref name="index"/> to.</summary>
    public byte* Buffer(int index) => _buffer + index * Stride;

    /// <summary>Forgets all; buffers may be written to.</summary>
    public void Clear() => (_count, _next) = (0, 0);

    /// <param name="index">Of its buffer.</param>
    /// <param name="segmentLength">Of each datagram in it; 0 when it is one.</param>
    public void Add(int index, int length, int segmentLength, in RemoteEndPoint from) =>
        _pieces[_count++] = new Piece(index, length, segmentLength > 0 ? Math.Min(segmentLength, length) : length, from);

    /// <summary>Moves datagrams to the batch until it is full or none is left. Those longer than a slot of a batch are counted and left out.</summary>
    public void MoveTo(DatagramBatch batch, UdpPortCounters counters)
    {
        while (_next < _count)
        {
            ref var piece = ref _pieces[_next];
            do
            {
                if (batch.IsFull) return;
                var length = Math.Min(piece.SegmentLength, piece.Length - piece.Taken);
                counters.DatagramsIn++;
                counters.BytesIn += length;
                if (length > DatagramBatch.SlotLength) counters.Truncated++;
                else batch.Add(Buffer(piece.Index) + piece.Taken, length, piece.From);
                piece.Taken += length;
            }
            while (piece.Taken < piece.Length);
            _next++;
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_buffer);
        _buffer = null;
        Clear();
    }

    private struct Piece(int index, int length, int segmentLength, RemoteEndPoint from)
    {
        public readonly int Index = index;
        public readonly int Length = length;
        public readonly int SegmentLength = segmentLength;
        public readonly RemoteEndPoint From = from;
        public int Taken;
    }
}
