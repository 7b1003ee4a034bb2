using System.Buffers.Binary;
using System.Numerics;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Rtcp;

/// <summary>REMB (draft-alvestrand-rmcat-remb-03 §2.2): what a receiver believes the path to it carries.</summary>
/// <param name="Bitrate">Bits per second, for all streams named together.</param>
/// <param name="StreamCount">Streams that it speaks of.</param>
public readonly record struct ReceiverEstimatedMaximumBitrate(Ssrc Sender, ulong Bitrate, byte StreamCount)
{
    private const uint Identifier = 0x52454D42; // "REMB"
    private const int FixedFciLength = 8;
    private const int MantissaBits = 18;

    public static bool TryParse(in RtcpPacket packet, out ReceiverEstimatedMaximumBitrate estimate)
    {
        estimate = default;
        if (!packet.IsFeedback(RtcpPacketType.PayloadFeedback, RtcpFeedbackFormat.ApplicationLayer, FixedFciLength)) return false;
        var fci = packet.Body[RtcpFeedbackFormat.CommonLength..];
        if (BinaryPrimitives.ReadUInt32BigEndian(fci) != Identifier) return false;
        var word = BinaryPrimitives.ReadUInt32BigEndian(fci[4..]);
        var streams = (byte)(word >> 24);
        if (fci.Length < FixedFciLength + (streams * 4)) return false;
        var exponent = (int)((word >> MantissaBits) & 0x3F);
        ulong mantissa = word & 0x3FFFF;
        if (mantissa != 0 && exponent > BitOperations.LeadingZeroCount(mantissa)) return false; // more than 64 bits
        estimate = new ReceiverEstimatedMaximumBitrate(packet.SsrcAt(0), mantissa << exponent, streams);
        return true;
    }

    /// <summary>The bit rate is rounded down to 18 significant bits.</summary>
    public static bool TryWrite(ref RtcpWriter writer, Ssrc sender, ulong bitrate, scoped ReadOnlySpan<Ssrc> streams)
    {
        if (streams.Length > 255) return false;
        if (!writer.TryReserve(
            RtcpPacketType.PayloadFeedback,
            RtcpFeedbackFormat.ApplicationLayer,
            RtcpFeedbackFormat.CommonLength + FixedFciLength + (streams.Length * 4),
            out var body)) return false;
        var exponent = Math.Max(0, 64 - BitOperations.LeadingZeroCount(bitrate) - MantissaBits);
        BinaryPrimitives.WriteUInt32BigEndian(body, sender.Value);
        BinaryPrimitives.WriteUInt32BigEndian(body[8..], Identifier);
        BinaryPrimitives.WriteUInt32BigEndian(
            body[12..], ((uint)streams.Length << 24) | ((uint)exponent << MantissaBits) | (uint)(bitrate >> exponent));
        for (var index = 0; index < streams.Length; index++) BinaryPrimitives.WriteUInt32BigEndian(body[(16 + (index * 4))..], streams[index].Value);
        return true;
    }
}
