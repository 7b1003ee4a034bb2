using System.Buffers.Binary;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Rtcp;

/// <summary>What a receiver says of one stream (RFC 3550 §6.4.1).</summary>
/// <param name="FractionLost">Since the last report, in 1/256.</param>
/// <param name="CumulativeLost">Since the beginning; duplicates can make it negative. 24 bits on the wire.</param>
/// <param name="HighestSequence">Cycles in the upper 16 bits.</param>
/// <param name="Jitter">In RTP timestamp units.</param>
/// <param name="LastSenderReport">The middle 32 bits of the NTP time of the last SR; 0 before the first.</param>
/// <param name="DelaySinceLastSenderReport">In 1/65536 s.</param>
public readonly record struct ReportBlock(
    Ssrc Ssrc, byte FractionLost, int CumulativeLost, uint HighestSequence, uint Jitter, uint LastSenderReport, uint DelaySinceLastSenderReport)
{
    internal const int Length = 24;

    /// <summary>RFC 3550 §6.4.1: round-trip time, from the time of this report's arrival on the clock that the SR was stamped with. Null before the first SR.</summary>
    public TimeSpan? RoundTrip(NtpTime arrival)
    {
        if (LastSenderReport == 0) return null;
        var delay = (int)(arrival.Compact - LastSenderReport - DelaySinceLastSenderReport);
        return delay < 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds((long)delay * 1_000_000 / 65_536);
    }

    internal static ReportBlock Read(ReadOnlySpan<byte> bytes)
    {
        var lost = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        return new ReportBlock(
            new Ssrc(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
            (byte)(lost >> 24),
            (int)(lost << 8) >> 8,
            BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]));
    }

    internal void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Ssrc.Value);
        // RFC 3550 A.3: the count sticks at its limits instead of wrapping.
        var lost = Math.Clamp(CumulativeLost, -0x800000, 0x7FFFFF);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], ((uint)FractionLost << 24) | ((uint)lost & 0xFFFFFF));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], HighestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], LastSenderReport);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[20..], DelaySinceLastSenderReport);
    }
}
