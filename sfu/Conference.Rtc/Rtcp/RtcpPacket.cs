using System.Buffers.Binary;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Rtcp;

/// <summary>One packet of a compound: type, count and body (RFC 3550 §6.4.1). A view; copies nothing.</summary>
public readonly ref struct RtcpPacket
{
    internal const int HeaderLength = 4;

    internal RtcpPacket(RtcpPacketType type, byte count, ReadOnlySpan<byte> body)
    {
        Type = type;
        Count = count;
        Body = body;
    }

    public RtcpPacketType Type { get; }

    /// <summary>Report count, source count or feedback message type, 0..31.</summary>
    public byte Count { get; }

    /// <summary>Everything behind the common header, without padding.</summary>
    public ReadOnlySpan<byte> Body { get; }

    internal bool IsFeedback(RtcpPacketType type, byte format, int fciLength) =>
        Type == type && Count == format && Body.Length >= RtcpFeedbackFormat.CommonLength + fciLength;

    internal Ssrc SsrcAt(int offset) => new(BinaryPrimitives.ReadUInt32BigEndian(Body[offset..]));
}
