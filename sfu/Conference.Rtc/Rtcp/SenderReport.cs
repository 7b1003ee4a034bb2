using System.Buffers.Binary;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Rtcp;

/// <summary>SR (RFC 3550 §6.4.1): pairs a sender's NTP clock with its RTP clock, and counts what it sent.</summary>
/// <param name="RtpTimestamp">The same instant as <paramref name="Ntp"/>.</param>
/// <param name="OctetCount">Payload only.</param>
public readonly record struct SenderReport(Ssrc Ssrc, NtpTime Ntp, uint RtpTimestamp, uint PacketCount, uint OctetCount)
{
    private const int FixedLength = 24;

    public static bool TryParse(in RtcpPacket packet, out SenderReport report, out ReportBlocks blocks)
    {
        report = default;
        blocks = default;
        var length = FixedLength + (packet.Count * ReportBlock.Length);
        if (packet.Type != RtcpPacketType.SenderReport || packet.Body.Length < length) return false;
        var body = packet.Body;
        report = new SenderReport(
            packet.SsrcAt(0),
            new NtpTime(BinaryPrimitives.ReadUInt64BigEndian(body[4..])),
            BinaryPrimitives.ReadUInt32BigEndian(body[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[20..]));
        blocks = new ReportBlocks(body[FixedLength..length]);
        return true;
    }

    /// <param name="blocks">At most 31.</param>
    public bool TryWrite(ref RtcpWriter writer, scoped ReadOnlySpan<ReportBlock> blocks = default)
    {
        if (blocks.Length > 31) return false;
        if (!writer.TryReserve(RtcpPacketType.SenderReport, blocks.Length, FixedLength + (blocks.Length * ReportBlock.Length), out var body)) return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, Ssrc.Value);
        BinaryPrimitives.WriteUInt64BigEndian(body[4..], Ntp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], RtpTimestamp);
        BinaryPrimitives.WriteUInt32BigEndian(body[16..], PacketCount);
        BinaryPrimitives.WriteUInt32BigEndian(body[20..], OctetCount);
        for (var index = 0; index < blocks.Length; index++) blocks[index].Write(body[(FixedLength + (index * ReportBlock.Length))..]);
        return true;
    }
}
