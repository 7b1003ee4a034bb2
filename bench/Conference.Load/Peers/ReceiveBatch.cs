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
    public const int Capacity = 64, ShortLength = 160;

    private const int DatagramLength = 2048, RunLength = 65536, MaxSegments = 64; // what the kernel puts into one piece at most
    private const int ControlLength = 64, TimestampNs = 35; // SCM_TIMESTAMPNS

    private readonly int _slotLength;
    private readonly bool _takesRuns;
    private readonly MessageHeaderBatch* _messages = (MessageHeaderBatch*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(MessageHeaderBatch));
    private readonly IoVector* _vectors = (IoVector*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(IoVector));
    private readonly byte* _slots;
    private readonly byte* _controls = (byte*)NativeMemory.AllocZeroed(Capacity, ControlLength);
    private readonly (int Message, int Offset, int Length)[] _datagrams;

    /// <param name="takesRuns">For sockets that hand over several datagrams in one piece: everything is read whole.</param>
    public ReceiveBatch(bool takesRuns = false)
    {
        _takesRuns = takesRuns;
        _slotLength = takesRuns ? RunLength : DatagramLength;
        _slots = (byte*)NativeMemory.AlignedAlloc((nuint)(Capacity * _slotLength), 64);
        _datagrams = new (int, int, int)[takesRuns ? Capacity * MaxSegments : Capacity];
        for (var i = 0; i < Capacity; i++) _vectors[i].Base = _slots + i * _slotLength;
    }

    /// <param name="wholeFrom">The first datagram that is read whole.</param>
    /// <param name="wholeStep">And each of so many after it.</param>
    /// <returns>How many datagrams were read; 0 when none waits.</returns>
    public int Receive(int descriptor, int wholeFrom, int wholeStep)
    {
        for (var i = 0; i < Capacity; i++)
        {
            var whole = _takesRuns || (i >= wholeFrom && (i - wholeFrom) % wholeStep == 0);
            _vectors[i].Length = (nuint)(whole ? _slotLength : ShortLength);
            _messages[i].Header = new MessageHeader
            {
                Vectors = _vectors + i, VectorCount = 1,
                Control = whole ? _controls + i * ControlLength : null, ControlLength = (nuint)(whole ? ControlLength : 0),
            };
        }

        var messages = Math.Max(0, RecvMmsg(descriptor, _messages, Capacity, MsgDontWait, null));
        var datagrams = 0;
        for (var i = 0; i < messages; i++)
        {
            var length = (int)_messages[i].Length;
            var segment = _takesRuns && TryFindControl(i, SolUdp, UdpGro, sizeof(int), out var data) ? *(int*)data : length;
            var offset = 0;
            do
            {
                _datagrams[datagrams++] = (i, offset, Math.Min(segment, length - offset));
                offset += segment;
            }
            while (offset < length);
        }

        return datagrams;
    }

    /// <summary>What was read of the datagram.</summary>
    public Span<byte> this[int index]
    {
        get
        {
            var (message, offset, length) = _datagrams[index];
            return new Span<byte>(_slots + message * _slotLength + offset, length);
        }
    }

    public bool IsWhole(int index) => (_messages[_datagrams[index].Message].Header.Flags & MsgTruncated) == 0;

    /// <summary>When the kernel put the datagram into the socket's queue, wall clock; 0 if it did not say.</summary>
    public long ArrivalNanoseconds(int index)
    {
        if (!TryFindControl(_datagrams[index].Message, SolSocket, TimestampNs, sizeof(TimeSpec), out var data)) return 0;
        var time = (TimeSpec*)data;
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

    private bool TryFindControl(int message, int level, int type, int length, out byte* data)
    {
        ref readonly var header = ref _messages[message].Header;
        for (nuint at = 0; at + (nuint)(sizeof(ControlHeader) + length) <= header.ControlLength;)
        {
            var control = (ControlHeader*)(header.Control + at);
            data = (byte*)(control + 1);
            if (control->Level == level && control->Type == type) return true;
            at += Math.Max((nuint)sizeof(ControlHeader), (control->Length + 7) & ~(nuint)7);
        }

        data = null;
        return false;
    }
}
