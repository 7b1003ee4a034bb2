using System.Buffers.Binary;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Rtcp;

/// <summary>
/// Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1). A view that is walked like an enumerator, checked
/// whole beforehand.
/// </summary>
public ref struct TransportFeedback
{
    internal const int FixedLength = 16;

    /// <summary>
    /// Of whom a feedback may speak: two seconds at 1,000 packets/s. A few octets can announce 65,535 that never were, and each of them is a step.
    /// </summary>
    internal const int MaxCount = 2048;

    /// <summary>Unit of the reference time, in microseconds (64 ms).</summary>
    internal const long ReferenceUnit = 64_000;

    /// <summary>Unit of the deltas, in microseconds.</summary>
    internal const long DeltaUnit = 250;

    private readonly ReadOnlySpan<byte> _body;
    private int _chunkAt;
    private int _deltaAt;
    private int _left;
    private ushort _chunk;
    private int _chunkLeft;
    private int _chunkIndex;
    private long _time;
    private ushort _next;

    private TransportFeedback(ReadOnlySpan<byte> body)
    {
        _body = body;
        _next = BinaryPrimitives.ReadUInt16BigEndian(body[8..]);
        Count = BinaryPrimitives.ReadUInt16BigEndian(body[10..]);
        _time = ((BinaryPrimitives.ReadInt32BigEndian(body[12..]) >> 8)) * ReferenceUnit;
        FeedbackCount = body[15];
        _left = Count;
        _chunkAt = FixedLength;
    }

    /// <summary>Packets that the feedback speaks of, lost ones included.</summary>
    public int Count { get; }

    /// <summary>Rises by one per feedback, wraps at 8 bits.</summary>
    public byte FeedbackCount { get; }

    public PacketArrival Current { get; private set; }

    /// <summary>Without a look at its chunks, which cost more to walk than to send.</summary>
    public static bool Is(in RtcpPacket packet) =>
        packet.IsFeedback(RtcpPacketType.TransportFeedback, RtcpFeedbackFormat.TransportCc, FixedLength - RtcpFeedbackFormat.CommonLength);

    /// <summary>False when chunks or deltas end before the announced count, or it is beyond all that anybody remembers to have sent.</summary>
    public static bool TryParse(in RtcpPacket packet, out TransportFeedback feedback)
    {
        feedback = default;
        if (!Is(packet)) return false;
        var read = new TransportFeedback(packet.Body);
        if (read.Count is 0 or > MaxCount) return false;
        if (!read.TryFindDeltas()) return false;
        var walk = read;
        while (walk._left > 0)
            if (!walk.MoveNext()) return false;
        feedback = read;
        return true;
    }

    public bool MoveNext()
    {
        if (_left == 0) return false;
        if (_chunkLeft == 0) OpenChunk();
        var status = Status(_chunk, _chunkIndex++);
        _chunkLeft--;
        _left--;
        var sequence = new SequenceNumber(_next++);
        switch (status)
        {
            case PacketStatus.SmallDelta:
                if (_deltaAt + 1 > _body.Length) return false;
                _time += _body[_deltaAt++] * DeltaUnit;
                break;
            case PacketStatus.LargeDelta:
                if (_deltaAt + 2 > _body.Length) return false;
                _time += BinaryPrimitives.ReadInt16BigEndian(_body[_deltaAt..]) * DeltaUnit;
                _deltaAt += 2;
                break;
            case PacketStatus.NotReceived:
                Current = new PacketArrival(sequence, false, 0);
                return true;
            default:
                return false; // reserved
        }

        Current = new PacketArrival(sequence, true, _time);
        return true;
    }

    /// <summary>The deltas begin behind the chunks, so the chunks are counted first.</summary>
    private bool TryFindDeltas()
    {
        var at = FixedLength;
        for (var left = Count; left > 0; at += 2)
        {
            if (_body.Length < at + 2) return false;
            var symbols = Symbols(BinaryPrimitives.ReadUInt16BigEndian(_body[at..]));
            if (symbols == 0) return false; // a run of nothing
            left -= symbols;
        }

        _deltaAt = at;
        return true;
    }

    private void OpenChunk()
    {
        _chunk = BinaryPrimitives.ReadUInt16BigEndian(_body[_chunkAt..]);
        _chunkAt += 2;
        _chunkLeft = Symbols(_chunk);
        _chunkIndex = 0;
    }

    private static int Symbols(ushort chunk) => (chunk & 0x8000) == 0 ? chunk & 0x1FFF : (chunk & 0x4000) == 0 ? 14 : 7;

    private static PacketStatus Status(ushort chunk, int index)
    {
        if ((chunk & 0x8000) == 0) return (PacketStatus)((chunk >> 13) & 3);
        return (chunk & 0x4000) == 0 ? (PacketStatus)((chunk >> (13 - index)) & 1) : (PacketStatus)((chunk >> (2 * (6 - index))) & 3);
    }
}
