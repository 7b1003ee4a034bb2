using Conference.Load.Measuring;
using Conference.Load.Media;
using Conference.Load.Reports;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Sfu.Control;
using Conference.Sfu.Tests.Labs;

namespace Conference.Load.InMemory;

/// <summary>
/// "inmemory": one camera to N subscribers through the production Worker, room and transports (AEAD_AES_128_GCM) with a port in memory. What is timed is
/// <c>Worker.Turn</c> alone: decryption, statistics, the packet cache, rewriting, encryption, reports and feedback; not the peers, and no kernel.
/// Virtual time passes as it would at the offered rate, so whatever is due by the clock happens as often as it would.
/// </summary>
internal sealed class InMemoryForwarding(LoadOptions options, Progress progress)
{
    private const int WarmUpMilliseconds = 5_000, ReportIntervalMilliseconds = 1_000;

    private readonly byte[] _payload = new byte[MediaPayload.MaxLength];

    public IReadOnlyList<Result> Run()
    {
        var results = new List<Result>();
        foreach (var receivers in options.Receivers)
        foreach (var shape in options.Shapes)
        {
            var steps = new List<(Step Step, double Allocated, double Rss)>();
            for (var run = 1; run <= options.Runs; run++)
            {
                progress.Say($"run {run}/{options.Runs}: in memory, 1 -> {receivers}, frames of {shape.Name}");
                steps.Add(Measure(receivers, shape));
            }

            Step[] measured = [.. steps.Select(step => step.Step)];
            var figures = Figures.Of(measured);
            results.Add(new Result(
                "conference", "webinar", receivers, "inmemory", shape.Name,
                figures.CpuMicrosPerForwardedPacket, figures.PacketsPerSecond, 0, 0, 0, Spread.Of(steps.Select(step => step.Rss)).Median,
                "fixed", [.. measured.Select(_ => "nothing")], options.Runs, figures, null,
                new Dictionary<string, Spread>
                {
                    ["fixedCpuMicrosPerForwardedPacket"] = Spread.Of(measured.Select(step => step.CpuMicros)),
                    ["fixedP99Micros"] = new Spread(0, 0, 0),
                },
                [], AllocatedBytesPerPacket: steps.Max(step => step.Allocated)));
        }

        return results;
    }

    private (Step Step, double Allocated, double Rss) Measure(int receivers, FrameShape shape)
    {
        using var lab = new Lab();
        var publisher = lab.Join();
        var others = Enumerable.Range(0, receivers).Select(_ => lab.Join()).ToList();
        var camera = publisher.PublishConnected(TrackSource.Camera);
        foreach (var other in others) other.SubscribeConnected();
        publisher.SendVideo(camera, isKey: true);
        lab.Run(30);
        var report = Report();
        // What is sent goes nowhere from here on: a receiver's decryption is not ours to pay.
        lab.Port.OnSent = null;
        Stream(lab, publisher, camera, others, shape, WarmUpMilliseconds, report);
        var timed = Stream(lab, publisher, camera, others, shape, (int)options.StepDuration.TotalMilliseconds * 10, report);
        Verify(lab, publisher, camera, others[^1]);
        var seconds = timed.Nanoseconds / 1e9;
        var step = new Step(options.Rate, timed.Packets / seconds, timed.Nanoseconds / 1000.0 / timed.Packets, 100, 0, 0, 0, 100, 0, 0);
        return (step, (double)timed.AllocatedBytes / timed.Packets, ProcessorTime.ResidentBytes(Environment.ProcessId) / 1048576.0);
    }

    private (long Nanoseconds, long AllocatedBytes, long Packets) Stream(
        Lab lab, Browser publisher, SentTrack camera, List<Browser> others, FrameShape shape, int milliseconds, byte[] report)
    {
        var framesPerMillisecond = options.Rate / 1000 / others.Count / shape.MeanPackets;
        Span<int> lengths = stackalloc int[shape.MaxPackets];
        var (nanoseconds, allocated, frames) = (0L, 0L, 0.0);
        var packets = lab.Worker.Counters.RtpPacketsOut;
        for (var elapsed = 0; elapsed < milliseconds; elapsed++)
        {
            if (elapsed % ReportIntervalMilliseconds == 0)
            {
                // Browsers ask for consent and must hear the answers, and a packet now and then, by which they keep count of sequence numbers' wraps (RFC 3711
                // §3.3.1); that much is not timed. Then each reports what it received.
                lab.Listen();
                publisher.SendPayloads(camera, _payload, 1);
                lab.Run(2);
                lab.Port.OnSent = null;
                foreach (var other in others) other.Subscribing!.SendRtcp(report);
                Turn(lab, ref nanoseconds, ref allocated);
            }

            for (frames += framesPerMillisecond; frames >= 1; frames--)
            {
                var count = shape.NextFrame(lengths);
                publisher.SendPayloads(camera, _payload, lengths[..count]);
                Turn(lab, ref nanoseconds, ref allocated);
            }

            Turn(lab, ref nanoseconds, ref allocated);
            lab.Pass(1000);
        }

        return (nanoseconds, allocated, lab.Worker.Counters.RtpPacketsOut - packets);
    }

    private static void Turn(Lab lab, ref long nanoseconds, ref long allocated)
    {
        var (bytes, time) = (GC.GetAllocatedBytesForCurrentThread(), ThreadTime.Nanoseconds);
        lab.Worker.Turn(lab.Now);
        nanoseconds += ThreadTime.Nanoseconds - time - ThreadTime.OwnCost;
        allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
    }

    /// <exception cref="InvalidOperationException">What the last subscriber gets is not what is sent.</exception>
    private static void Verify(Lab lab, Browser publisher, SentTrack camera, Browser subscriber)
    {
        var transport = subscriber.Subscribing!;
        var before = transport.Rtp.Count;
        lab.Listen();
        publisher.SendVideo(camera, isKey: true, packets: 3);
        lab.Run(2);
        if (transport.Rtp.Count != before + 3) throw new InvalidOperationException("Not every packet reaches a subscriber.");
    }

    private static byte[] Report()
    {
        var bytes = new byte[64];
        var writer = new RtcpWriter(bytes);
        _ = new ReceiverReport(new Ssrc(1)).TryWrite(ref writer, [new ReportBlock(new Ssrc(2), 0, 0, 0, 0, 0, 0)]);
        return writer.Written.ToArray();
    }
}
