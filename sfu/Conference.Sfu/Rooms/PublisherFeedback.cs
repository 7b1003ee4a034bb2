using System.Security.Cryptography;
using Conference.Rtc;
using Conference.Rtc.Congestion;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// The RTCP between a publisher and us: transport-wide feedback for its congestion control, NACKs, key-frame requests and receiver reports one way;
/// sender reports the other.
/// </summary>
internal sealed class PublisherFeedback(PublishTransport publisher, Worker worker)
{
    private const long ReportIntervalMicroseconds = 1_000_000;

    /// <summary>Below the smallest path MTU that browsers assume, SRTCP's tag and index included.</summary>
    private const int MaxCompoundLength = 1200;

    /// <summary>RFC 3550 §6.4: the report count has five bits.</summary>
    private const int MaxReportBlocks = 31;

    private static readonly byte[] Cname = "conference"u8.ToArray();

    /// <summary>The SSRC that we report under: no media ever comes from it.</summary>
    private readonly Ssrc _own = new(BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))) | 1);

    private readonly TransportFeedbackGenerator _arrivals = new();
    private Timestamp _nextReport;

    /// <summary>A packet with a transport-wide sequence number came.</summary>
    public void OnPacket(Timestamp now, SequenceNumber transportSequence) => _arrivals.OnPacket(now, transportSequence);

    /// <summary>Sends what is due.</summary>
    public void Tick(Timestamp now)
    {
        foreach (var track in publisher.Tracks)
            foreach (var layer in track.Incoming) RequestLost(now, layer);
        if (now >= _arrivals.Deadline) SendArrivals(now);
        if (now < _nextReport) return;
        _nextReport = now.AddMicroseconds(ReportIntervalMicroseconds);
        SendReport(now);
    }

    public void SendPictureLoss(Timestamp now, Ssrc media)
    {
        var writer = new RtcpWriter(stackalloc byte[MaxCompoundLength]);
        if (!new PictureLossIndication(_own, media).TryWrite(ref writer)) return;
        if (Send(now, writer)) worker.Counters.KeyFrameRequestsOut++;
    }

    /// <summary>Takes what the publisher says.</summary>
    public void OnRtcp(Timestamp now, ReadOnlySpan<byte> bytes)
    {
        if (!RtcpCompound.TryParse(bytes, out var compound))
        {
            worker.Counters.Drop(DropReason.MalformedRtcp);
            return;
        }

        while (compound.MoveNext())
        {
            if (SenderReport.TryParse(compound.Current, out var report, out _)) OnSenderReport(now, report);
        }
    }

    private void OnSenderReport(Timestamp now, in SenderReport report)
    {
        if (!publisher.TryGetStream(report.Ssrc, out var stream)) return;
        stream.Statistics.OnSenderReport(now, report.Ntp);
        if (stream.IsRetransmission) return;
        var isStep = publisher.Clock.OnSenderReport(report.Ntp, worker.Clock.Ntp(now));
        stream.Track.OnSenderReport(now, report.Ntp, report.RtpTimestamp, stream.Layer);
        if (!isStep) return;
        foreach (var track in publisher.Tracks) track.TellClock();
    }

    private void RequestLost(Timestamp now, UpLayer layer)
    {
        if (layer.Nacks is not { } nacks || layer.Stream is not { } stream) return;
        Span<SequenceNumber> lost = stackalloc SequenceNumber[128];
        Span<byte> buffer = stackalloc byte[MaxCompoundLength];
        while (now >= nacks.Deadline && nacks.Collect(now, lost) is var count and > 0)
        {
            var writer = new RtcpWriter(buffer);
            if (GenericNack.TryWrite(ref writer, _own, stream.Ssrc, lost[..count]) && Send(now, writer)) worker.Counters.NacksOut += count;
            if (count < lost.Length) break;
        }

        if (nacks.TakeKeyFrameWish()) layer.Track.RequestKeyFrame(layer.Index);
    }

    private void SendArrivals(Timestamp now)
    {
        Span<byte> buffer = stackalloc byte[MaxCompoundLength];
        while (true)
        {
            var writer = new RtcpWriter(buffer);
            // The media SSRC is any of the publisher's: the numbers belong to the transport (transport-wide-cc §3.1).
            if (!_arrivals.TryWrite(ref writer, _own, publisher.AnySsrc)) return;
            Send(now, writer);
        }
    }

    private void SendReport(Timestamp now)
    {
        Span<ReportBlock> blocks = stackalloc ReportBlock[MaxReportBlocks];
        var count = 0;
        foreach (var stream in publisher.Streams)
        {
            if (count == MaxReportBlocks || !stream.Statistics.TryTakeReport(now, stream.Ssrc, out var block)) continue;
            blocks[count++] = block;
            publisher.Path.OnReport(now, block.FractionLost);
        }

        if (count == 0) return;
        var writer = new RtcpWriter(stackalloc byte[MaxCompoundLength]);
        if (new ReceiverReport(_own).TryWrite(ref writer, blocks[..count]) && SourceDescription.TryWrite(ref writer, _own, Cname)) Send(now, writer);
    }

    private bool Send(Timestamp now, in RtcpWriter writer) => publisher.Transport.SendRtcp(now, writer.Written, worker.Outbox);
}
