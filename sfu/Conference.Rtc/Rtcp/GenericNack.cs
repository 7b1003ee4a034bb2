using System.Buffers.Binary;
using System.Numerics;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Rtcp;

/// <summary>Generic NACK (RFC 4585 §6.2.1): the lost sequence numbers of one stream. A view that is walked like an enumerator.</summary>
public ref struct GenericNack
{
    private const int PairLength = 4;

    private ReadOnlySpan<byte> _pairs;
    private ushort _packetId;
    private ushort _mask;

    private GenericNack(Ssrc media, ReadOnlySpan<byte> pairs)
    {
        Media = media;
        _pairs = pairs;
    }

    /// <summary>The stream that misses packets.</summary>
    public Ssrc Media { get; }

    public SequenceNumber Current { get; private set; }

    public static bool TryParse(in RtcpPacket packet, out GenericNack nack)
    {
        nack = default;
        if (!packet.IsFeedback(RtcpPacketType.TransportFeedback, RtcpFeedbackFormat.GenericNack, PairLength)) return false;
        var pairs = packet.Body[RtcpFeedbackFormat.CommonLength..];
        if (pairs.Length % PairLength != 0) return false;
        nack = new GenericNack(packet.SsrcAt(4), pairs);
        return true;
    }

    /// <summary>At most 17 numbers per pair, so a packet of 1200 bytes asks for no more than 5,100.</summary>
    public bool MoveNext()
    {
        if (_mask != 0)
        {
            var bit = BitOperations.TrailingZeroCount(_mask);
            _mask &= (ushort)(_mask - 1);
            Current = new SequenceNumber((ushort)(_packetId + bit + 1));
            return true;
        }

        if (_pairs.IsEmpty) return false;
        _packetId = BinaryPrimitives.ReadUInt16BigEndian(_pairs);
        _mask = BinaryPrimitives.ReadUInt16BigEndian(_pairs[2..]);
        _pairs = _pairs[PairLength..];
        Current = new SequenceNumber(_packetId);
        return true;
    }

    /// <param name="sequences">In rising order (wrapping), at least one.</param>
    public static bool TryWrite(ref RtcpWriter writer, Ssrc sender, Ssrc media, scoped ReadOnlySpan<SequenceNumber> sequences)
    {
        if (sequences.IsEmpty) return false;
        var pairs = 0;
        for (var index = 0; index < sequences.Length; pairs++) index = EndOfPair(sequences, index, out _);
        if (!writer.TryReserve(
            RtcpPacketType.TransportFeedback, RtcpFeedbackFormat.GenericNack, RtcpFeedbackFormat.CommonLength + (pairs * PairLength), out var body)) return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, sender.Value);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], media.Value);
        body = body[RtcpFeedbackFormat.CommonLength..];
        for (var index = 0; index < sequences.Length;)
        {
            BinaryPrimitives.WriteUInt16BigEndian(body, sequences[index].Value);
            index = EndOfPair(sequences, index, out var mask);
            BinaryPrimitives.WriteUInt16BigEndian(body[2..], mask);
            body = body[PairLength..];
        }

        return true;
    }

    /// <summary>The index behind the last number that fits into the pair of <paramref name="start"/>.</summary>
    private static int EndOfPair(ReadOnlySpan<SequenceNumber> sequences, int start, out ushort mask)
    {
        mask = 0;
        var index = start + 1;
        for (; index < sequences.Length; index++)
        {
            var distance = sequences[index].DistanceFrom(sequences[start]);
            if (distance is < 1 or > 16) break;
            mask |= (ushort)(1 << (distance - 1));
        }

        return index;
    }
}
