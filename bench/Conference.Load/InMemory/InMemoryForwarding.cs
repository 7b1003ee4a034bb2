using Conference.Load.Measuring;
using Conference.Load.Media;
using Conference.Load.Reports;

namespace Conference.Load.InMemory;

/// <summary>
/// "inmemory": our own processor time per forwarded packet, no kernel. What is timed is <c>Worker.Turn</c> alone: decryption, statistics, the packet cache, rewriting,
/// encryption, reports and feedback; not the peers. Two lectures take turns, so that a disturbed moment of the machine meets both: in one browsers say back what
/// they say, in the other ("inmemory-bare") time stands still and nobody says anything.
/// </summary>
internal sealed class InMemoryForwarding(LoadOptions options, Progress progress)
{
    public const string Whole = "inmemory", Bare = "inmemory-bare";

    private const int FramesPerRound = 300;

    private readonly byte[] _payload = new byte[MediaPayload.MaxLength];

    public IReadOnlyList<Result> Run()
    {
        var results = new List<Result>();
        foreach (var receivers in options.Receivers)
        foreach (var shape in options.Shapes)
        {
            var runs = new List<(Round Whole, Round Bare)>();
            for (var run = 1; run <= options.Runs; run++)
            {
                progress.Say($"run {run}/{options.Runs}: in memory, 1 -> {receivers}, frames of {shape.Name}");
                runs.Add(Measure(receivers, shape));
            }

            results.Add(Summary(Whole, receivers, shape, [.. runs.Select(run => run.Whole)]));
            results.Add(Summary(Bare, receivers, shape, [.. runs.Select(run => run.Bare)]));
        }

        return results;
    }

    private (Round Whole, Round Bare) Measure(int receivers, FrameShape shape)
    {
        using var whole = new InMemoryLecture(receivers, _payload);
        using var bare = new InMemoryLecture(receivers, _payload);
        var (spentOnWhole, spentOnBare) = (default(Round), default(Round));
        var limit = options.StepDuration.TotalNanoseconds;
        // Until code is compiled for good and caches are full; then until either has been timed for long enough.
        for (var isWarm = false; ; isWarm = true)
        {
            (spentOnWhole, spentOnBare) = (default, default);
            while (Math.Min(spentOnWhole.Nanoseconds, spentOnBare.Nanoseconds) < limit)
            {
                spentOnWhole += Play(whole, shape, timePasses: true);
                spentOnBare += Play(bare, shape, timePasses: false);
            }

            if (isWarm) break;
        }

        whole.Verify();
        bare.Verify();
        return (spentOnWhole, spentOnBare);
    }

    private static Round Play(InMemoryLecture lecture, FrameShape shape, bool timePasses)
    {
        lecture.KeepInTouch();
        Span<int> lengths = stackalloc int[shape.MaxPackets];
        var (nanoseconds, allocated, packets) = (0L, 0L, lecture.PacketsOut);
        for (var frame = 0; frame < FramesPerRound; frame++)
        {
            var count = shape.NextFrame(lengths);
            if (timePasses) lecture.PassTime(count);
            lecture.SendFrame(lengths[..count]);
            var (bytes, time) = (GC.GetAllocatedBytesForCurrentThread(), ThreadTime.Nanoseconds);
            lecture.Turn();
            nanoseconds += ThreadTime.Nanoseconds - time - ThreadTime.OwnCost;
            allocated += GC.GetAllocatedBytesForCurrentThread() - bytes;
        }

        return new Round(nanoseconds, allocated, lecture.PacketsOut - packets);
    }

    private Result Summary(string suite, int receivers, FrameShape shape, IReadOnlyList<Round> rounds)
    {
        Step[] steps = [.. rounds.Select(round => new Step(0, round.Packets * 1e9 / round.Nanoseconds, round.Nanoseconds / 1000.0 / round.Packets, 100, 0, 0, 0, 100, 0, 0))];
        var figures = Figures.Of(steps);
        return new Result(
            "conference", "webinar", receivers, suite, shape.Name,
            figures.CpuMicrosPerForwardedPacket, figures.PacketsPerSecond, 0, 0, 0, ProcessorTime.ResidentBytes(Environment.ProcessId) / 1048576.0,
            "fixed", [.. steps.Select(_ => "nothing")], options.Runs, figures, null,
            new Dictionary<string, Spread>
            {
                ["fixedCpuMicrosPerForwardedPacket"] = Spread.Of(steps.Select(step => step.CpuMicros)),
                ["fixedP99Micros"] = new Spread(0, 0, 0),
            },
            [], AllocatedBytesPerPacket: rounds.Max(round => (double)round.AllocatedBytes / round.Packets));
    }

    /// <summary>What turns of one lecture took.</summary>
    private readonly record struct Round(long Nanoseconds, long AllocatedBytes, long Packets)
    {
        public static Round operator +(Round left, Round right) =>
            new(left.Nanoseconds + right.Nanoseconds, left.AllocatedBytes + right.AllocatedBytes, left.Packets + right.Packets);
    }
}
