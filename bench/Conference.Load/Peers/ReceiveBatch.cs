using System.Buffers.Binary;
using System.Runtime.InteropServices;
using static Conference.Sfu.Net.LibC;

namespace Conference.Load.Peers;

/// <summary>
/// Where the sockets of all peers receive into, laid out once for recvmmsg. A receiver must cost little, or it takes the server's measure: a packet that
/// nobody will look into is read only as far as <see cref="ShortLength"/>, enough for its header and for every STUN answer.
/// </summary>
internal sealed unsafe class ReceiveBatch : IDisposable
{
    public const int Capacity = 64, SlotLength = 2048, ShortLength = 160;

    private const int ControlLength = 64, TimestampNs = 35; // SCM_TIMESTAMPNS

    private readonly MessageHeaderBatch* _messages = (MessageHeaderBatch*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(MessageHeaderBatch));
    private readonly IoVector* _vectors = (IoVector*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(IoVector));
    private readonly byte* _slots = (byte*)NativeMemory.AlignedAlloc(Capacity * SlotLength, 64);
    private readonly byte* _controls = (byte*)NativeMemory.AllocZeroed(Capacity, ControlLength);

    public ReceiveBatch()
    {
        for (var i = 0; i < Capacity; i++) _vectors[i].Base = _slots + i * SlotLength;
    }

    /// <param name="wholeFrom">The first datagram that is read whole.</param>
    /// <param name="wholeStep">And each of so many after it.</param>
    /// <returns>How many datagrams were read; 0 when none waits.</returns>
    public int Receive(int descriptor, int wholeFrom, int wholeStep)
    {
        for (var i = 0; i < Capacity; i++)
        {
            var whole = i >= wholeFrom && (i - wholeFrom) % wholeStep == 0;
            _vectors[i].Length = (nuint)(whole ? SlotLength : ShortLength);
            _messages[i].Header = new MessageHeader
            {
                Vectors = _vectors + i, VectorCount = 1,
                Control = whole ? _controls + i * ControlLength : null, ControlLength = (nuint)(whole ? ControlLength : 0),
            };
        }

        return Math.Max(0, RecvMmsg(descriptor, _messages, Capacity, MsgDontWait, null));
    }

    /// <summary>What was read of the datagram.</summary>
    public Span<byte> this[int index] => new(_slots + index * SlotLength, (int)_messages[index].Length);

    public bool IsWhole(int index) => (_messages[index].Header.Flags & MsgTruncated) == 0;

    /// <summary>When the kernel put the datagram into the socket's queue, wall clock; 0 if it did not say.</summary>
    public long ArrivalNanoseconds(int index)
    {
        ref readonly var header = ref _messages[index].Header;
        if (header.ControlLength < (nuint)(sizeof(ControlHeader) + sizeof(TimeSpec))) return 0;
        var control = (ControlHeader*)header.Control;
        if (control->Level != SolSocket || control->Type != TimestampNs) return 0;
        var time = (TimeSpec*)(header.Control + sizeof(ControlHeader));
        return time->Seconds * 1_000_000_000 + time->Nanoseconds;
    }

    /// <summary>The RTP sequence number of a datagram.</summary>
    public static ushort SequenceNumber(ReadOnlySpan<byte> datagram) => BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);

    /// <summary>The stream of a datagram.</summary>
    public static uint Ssrc(ReadOnlySpan<byte> datagram) => BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]);

    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_vectors);
        NativeMemory.AlignedFree(_slots);
        NativeMemory.Free(_controls);
    }
}
