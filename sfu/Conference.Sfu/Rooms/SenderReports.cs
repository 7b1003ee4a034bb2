using Conference.Rtc;
using Conference.Rtc.Rtcp;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// The sender reports to one subscriber, each second and with each stream's first packets: they carry the publisher's timing, on which lip sync hangs,
/// so a browser gets them as early as they can be made.
/// </summary>
internal sealed class SenderReports(WorkerClock clock)
{
    private const long IntervalMicroseconds = 1_000_000;
    private const int MaxCompoundLength = 1200;

    public void Send(Timestamp now, SubscribeTransport subscriber, Outbox outbox)
    {
        var writer = new RtcpWriter(stackalloc byte[MaxCompoundLength]);
        var ntp = clock.Ntp(now);
        foreach (var track in subscriber.Tracks)
        {
            if (now < track.NextReport || !track.TryReport(ntp, out var report)) continue;
            track.NextReport = now.AddMicroseconds(IntervalMicroseconds);
            if (!TryAdd(ref writer, report, track))
            {
                subscriber.Transport.SendRtcp(now, writer.Written, outbox);
                writer = new RtcpWriter(new byte[MaxCompoundLength]); // a subscriber of dozens of tracks
                TryAdd(ref writer, report, track);
            }
        }

        if (writer.Length > 0) subscriber.Transport.SendRtcp(now, writer.Written, outbox);
    }

    /// <summary>RFC 3550 §6.1: a report goes with the CNAME of its source.</summary>
    private static bool TryAdd(ref RtcpWriter writer, in SenderReport report, DownTrack track)
    {
        const int reportLength = 28, chunkOverhead = 4 + 4 + 2 + 4;
        if (writer.Room < reportLength + chunkOverhead + track.Cname.Length) return false;
        return report.TryWrite(ref writer) && SourceDescription.TryWrite(ref writer, report.Ssrc, track.Cname);
    }
}
