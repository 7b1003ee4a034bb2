using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;

namespace Conference.Rtc.Tests.Rtcp;

/// <summary>Writes single messages and whole compounds for the tests.</summary>
internal static class RtcpMessages
{
    public static byte[] Bytes(WriteMessage write)
    {
        var writer = new RtcpWriter(new byte[1500]);
        Assert.True(write(ref writer));
        return writer.Written.ToArray();
    }

    /// <summary>The first packet of a compound that must be well formed.</summary>
    public static RtcpPacket First(ReadOnlySpan<byte> bytes)
    {
        Assert.True(RtcpCompound.TryParse(bytes, out var compound));
        Assert.True(compound.MoveNext());
        return compound.Current;
    }

    /// <summary>One of everything.</summary>
    public static byte[] Everything => Bytes((ref RtcpWriter writer) =>
    {
        ReadOnlySpan<ReportBlock> blocks = [new(new Ssrc(7), 12, -3, 0x1FFFF, 5, 6, 7)];
        return new SenderReport(new Ssrc(1), new NtpTime(0x0102030405060708), 9, 10, 11).TryWrite(ref writer, blocks)
            && new ReceiverReport(new Ssrc(2)).TryWrite(ref writer, blocks)
            && SourceDescription.TryWrite(ref writer, new Ssrc(1), "anna"u8)
            && GenericNack.TryWrite(ref writer, new Ssrc(1), new Ssrc(2), [new(65_535), new(3)])
            && new PictureLossIndication(new Ssrc(1), new Ssrc(2)).TryWrite(ref writer)
            && FullIntraRequest.TryWrite(ref writer, new Ssrc(1), new Ssrc(2), 3)
            && ReceiverEstimatedMaximumBitrate.TryWrite(ref writer, new Ssrc(1), 1_500_000, [new(2)])
            && Bye.TryWrite(ref writer, [new(1), new(2)]);
    });

    /// <summary>Reads a compound as the SFU does; a checksum of what it found.</summary>
    public static long Read(ReadOnlySpan<byte> bytes)
    {
        if (!RtcpCompound.TryParse(bytes, out var compound)) return 0;
        long sum = 0;
        while (compound.MoveNext())
        {
            var packet = compound.Current;
            if (SenderReport.TryParse(packet, out var sender, out var blocks)) sum += sender.RtpTimestamp + blocks.Count;
            if (ReceiverReport.TryParse(packet, out _, out blocks))
                for (var index = 0; index < blocks.Count; index++) sum += blocks[index].Jitter;
            if (SourceDescription.TryGetCname(packet, out _, out var cname)) sum += cname.Length;
            if (Bye.TryParse(packet, out var bye))
                for (var index = 0; index < bye.Count; index++) sum += bye[index].Value;
            if (GenericNack.TryParse(packet, out var nack))
                while (nack.MoveNext()) sum += nack.Current.Value;
            if (PictureLossIndication.TryParse(packet, out var loss)) sum += loss.Media.Value;
            if (FullIntraRequest.TryParse(packet, out var intra))
                for (var index = 0; index < intra.Count; index++) sum += intra[index].Command;
            if (ReceiverEstimatedMaximumBitrate.TryParse(packet, out var estimate)) sum += (long)(estimate.Bitrate & int.MaxValue);
            if (TransportFeedback.TryParse(packet, out var feedback))
                while (feedback.MoveNext()) sum += feedback.Current.ArrivedAt;
        }

        return sum;
    }
}
