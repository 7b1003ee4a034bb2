using BenchmarkDotNet.Attributes;
using Conference.Rtc;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;

namespace Conference.Benchmarks.Rtc;

/// <summary>
/// What a browser says back about once a second, or as often as it loses something: read as the Worker reads it, from the compound to the last number. Writing
/// is what publishers are told.
/// </summary>
[MemoryDiagnoser]
public class RtcpBenchmarks
{
    private static readonly Ssrc Reporter = new(1), Media = new(2);

    private readonly byte[] _receiverReport = new byte[1200];
    private readonly byte[] _senderReport = new byte[1200];
    private readonly byte[] _nack = new byte[1200];
    private readonly byte[] _written = new byte[1200];
    private readonly SequenceNumber[] _lost = [.. new[] { 65_530, 65_531, 65_534, 3, 40, 41, 60 }.Select(value => new SequenceNumber((ushort)value))];
    private readonly ReportBlock[] _blocks = [.. Enumerable.Range(2, 3).Select(ssrc => new ReportBlock(new Ssrc((uint)ssrc), 4, 100, 70_000, 30, 1, 2))];
    private readonly int _receiverReportLength, _senderReportLength, _nackLength;

    public RtcpBenchmarks()
    {
        var writer = new RtcpWriter(_receiverReport);
        _receiverReportLength = new ReceiverReport(Reporter).TryWrite(ref writer, _blocks) ? writer.Length : 0;
        writer = new RtcpWriter(_senderReport);
        _senderReportLength = new SenderReport(Media, new NtpTime(1), 2, 3, 4).TryWrite(ref writer) && SourceDescription.TryWrite(ref writer, Media, "load"u8) ? writer.Length : 0;
        writer = new RtcpWriter(_nack);
        _nackLength = GenericNack.TryWrite(ref writer, Reporter, Media, _lost) ? writer.Length : 0;
    }

    /// <summary>Three streams.</summary>
    [Benchmark]
    public uint ReadReceiverReport()
    {
        var sum = 0u;
        if (!RtcpCompound.TryParse(_receiverReport.AsSpan(0, _receiverReportLength), out var compound)) throw Unread();
        while (compound.MoveNext())
        {
            if (!ReceiverReport.TryParse(compound.Current, out _, out var blocks)) throw Unread();
            for (var i = 0; i < blocks.Count; i++) sum += blocks[i].HighestSequence;
        }

        return sum == 210_000 ? sum : throw Unread();
    }

    [Benchmark]
    public uint ReadSenderReport()
    {
        var packets = 0u;
        if (!RtcpCompound.TryParse(_senderReport.AsSpan(0, _senderReportLength), out var compound)) throw Unread();
        while (compound.MoveNext())
            if (SenderReport.TryParse(compound.Current, out var report, out _)) packets = report.PacketCount;
        return packets == 3 ? packets : throw Unread();
    }

    /// <summary>Seven numbers around the wrap, in three pairs.</summary>
    [Benchmark]
    public int ReadNack()
    {
        var count = 0;
        if (!RtcpCompound.TryParse(_nack.AsSpan(0, _nackLength), out var compound)) throw Unread();
        while (compound.MoveNext())
        {
            if (!GenericNack.TryParse(compound.Current, out var nack)) throw Unread();
            while (nack.MoveNext()) count++;
        }

        return count == _lost.Length ? count : throw Unread();
    }

    [Benchmark]
    public int WriteNack()
    {
        var writer = new RtcpWriter(_written);
        return GenericNack.TryWrite(ref writer, Reporter, Media, _lost) ? writer.Length : throw Unread();
    }

    [Benchmark]
    public int WriteReceiverReport()
    {
        var writer = new RtcpWriter(_written);
        return new ReceiverReport(Reporter).TryWrite(ref writer, _blocks) ? writer.Length : throw Unread();
    }

    private static InvalidOperationException Unread() => new("What was written cannot be read.");
}
