using System.Buffers.Binary;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Rtcp;

/// <summary>RR (RFC 3550 §6.4.2).</summary>
/// <param name="Ssrc">The reporter.</param>
public readonly record struct ReceiverReport(Ssrc Ssrc)
{
    private const int FixedLength = 4;

    public static bool TryParse(in RtcpPacket packet, out ReceiverReport report, out ReportBlocks blocks)
    {
        report = default;
        blocks = default;
        var length = FixedLength + (packet.Count * ReportBlock.Length);
        if (packet.Type != RtcpPacketType.ReceiverReport || packet.Body.Length < length) return false;
        report = new ReceiverReport(packet.SsrcAt(0));
        blocks = new ReportBlocks(packet.Body[FixedLength..length]);
        return true;
    }

    /// <param name="blocks">At most 31.</param>
    public bool TryWrite(ref RtcpWriter writer, scoped ReadOnlySpan<ReportBlock> blocks)
    {
        if (blocks.Length > 31) return false;
        if (!writer.TryReserve(RtcpPacketType.ReceiverReport, blocks.Length, FixedLength + (blocks.Length * ReportBlock.Length), out var body)) return false;
        BinaryPrimitives.WriteUInt32BigEndian(body, Ssrc.Value);
        for (var index = 0; index < blocks.Length; index++) blocks[index].Write(body[(FixedLength + (index * ReportBlock.Length))..]);
        return true;
    }
}
