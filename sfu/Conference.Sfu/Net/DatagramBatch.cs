using System.Runtime.InteropServices;
using Conference.Rtc;

namespace Conference.Sfu.Net;

/// <summary>
/// What one <see cref="IUdpPort.Receive"/> brings: datagrams in slots of its own, side by side in native memory, or in the port's. Decrypted where they lie.
/// </summary>
internal sealed unsafe class DatagramBatch : IDisposable
{
    /// <summary>64 is where a larger recvmmsg gains nothing more.</summary>
    public const int Capacity = 64;

    /// <summary>Bytes per slot. WebRTC stays below 1280; what does not fit is no business of ours and is dropped by name.</summary>
    public const int SlotLength = 2048;

    private readonly nint[] _at = new nint[Capacity];
    private readonly int[] _lengths = new int[Capacity];
    private readonly RemoteEndPoint[] _from = new RemoteEndPoint[Capacity];

    public int Count { get; private set; }

    /// <summary>The address of the first slot; slot i lies <see cref="SlotLength"/> * i bytes behind it.</summary>
    public byte* Buffer { get; private set; } = (byte*)NativeMemory.AlignedAlloc(Capacity * SlotLength, 64);

    public Span<byte> this[int index] => new((byte*)_at[index], _lengths[index]);

    public ref readonly RemoteEndPoint From(int index) => ref _from[index];

    public byte* Slot(int index) => Buffer + index * SlotLength;

    /// <summary>Room to write the next datagram into, before <see cref="Add"/>.</summary>
    public Span<byte> Free => new(Slot(Count), SlotLength);

    public bool IsFull => Count == Capacity;

    /// <summary>Takes the next slot, which was filled with <paramref name="length"/> bytes.</summary>
    public void Add(int length, in RemoteEndPoint from) => Add(Slot(Count), length, from);

    /// <summary>Adds a datagram that lies elsewhere, until the next <see cref="IUdpPort.Receive"/>.</summary>
    public void Add(byte* at, int length, in RemoteEndPoint from)
    {
        _at[Count] = (nint)at;
        _lengths[Count] = length;
        _from[Count++] = from;
    }

    public void Clear() => Count = 0;

    public void Dispose()
    {
        NativeMemory.AlignedFree(Buffer);
        Buffer = null;
    }
}
