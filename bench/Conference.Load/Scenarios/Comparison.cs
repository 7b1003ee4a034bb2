using Conference.Load.Measuring;
using Conference.Load.Media;
using Conference.Load.Peers;
using Conference.Load.Reports;
using Conference.Load.Servers;
using Conference.Rtc.Dtls;

namespace Conference.Load.Scenarios;

/// <summary>
/// Measures every server in every cell, run by run, the servers taking turns: what the machine does to one it does to the next. A server's process lives
/// for one run.
/// </summary>
internal sealed class Comparison(LoadOptions options, IReadOnlyList<ServerChoice> servers, Progress progress)
{
    private const double RampFactor = 1.3, Floor = 10_000;
    private const int Refinements = 2, MaxSteps = 24;

    /// <summary>Until managed code is compiled for good and every cache is full; the first room of a process takes longer.</summary>
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(4), WarmUp = TimeSpan.FromSeconds(1);

    private readonly List<Sample> _samples = [];
    private bool _isWarm;

    public async Task<IReadOnlyList<Sample>> RunAsync(IReadOnlyList<Cell> cells, CancellationToken cancellationToken)
    {
        for (var run = 1; run <= options.Runs; run++)
        {
            for (var turn = 0; turn < servers.Count; turn++)
            {
                var choice = servers[(run - 1 + turn) % servers.Count];
                Cell[] own = [.. cells.Where(cell => cell.Servers?.Contains(choice.Name) != false)];
                if (own.Length == 0) continue;
                progress.Say($"run {run}/{options.Runs}: {choice.Name} starts");
                var server = await choice.StartAsync(cancellationToken);
                try
                {
                    _isWarm = false;
                    foreach (var cell in own) Measure(server, cell, run, cancellationToken);
                }
                finally
                {
                    await server.DisposeAsync();
                }
            }
        }

        return _samples;
    }

    private void Measure(IServer server, Cell cell, int run, CancellationToken cancellationToken)
    {
        using var certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow, cell.Profile);
        using var generator = new Generator();
        progress.Say($"run {run}/{options.Runs}: {server.Name}, {cell}: joining");
        var room = new LoadRoom(generator, server, RoomPlan.Of(cell.Scenario, cell.Receivers), certificate);
        room.Open(cell.Shapes[0], cancellationToken);
        var meter = new Meter(generator, server, options.ServerCore);
        meter.Measure(cell.Shapes[0], options.Rate / 2, _isWarm ? WarmUp : FirstWarmUp);
        _isWarm = true;
        foreach (var shape in cell.Shapes)
        {
            var label = $"run {run}/{options.Runs}: {server.Name}, {cell}, frames of {shape.Name}";
            using var burst = cell.Scenario == "join-burst" ? new JoinBurst(server, certificate, cancellationToken) : null;
            var step = Carried(meter, shape, label, burst);
            var ramp = cell.Ramps && burst is null ? Ramp(meter, shape, step, label) : [];
            _samples.Add(new Sample(
                server.Name, cell.Scenario, cell.Receivers, shape.Name, room.Suite, step, ramp, ProcessorTime.ResidentBytes(server.ProcessId) / 1048576.0) { Joins = burst?.Figures });
            progress.Report(_samples[^1], run);
        }

        room.Verify();
        room.Close(cancellationToken);
    }

    /// <summary>At the rate of comparison; where a server cannot, at half of it, and so on.</summary>
    private Step Carried(Meter meter, FrameShape shape, string label, JoinBurst? burst)
    {
        for (var rate = options.Rate; ; rate /= 2)
        {
            progress.Say($"{label}: {rate / 1000:F0} k packets/s");
            var duration = burst?.Duration ?? options.StepDuration;
            var step = meter.Measure(shape, rate, duration, burst is null ? null : burst.Turn);
            if (!step.IsCarried && burst is null) step = meter.Measure(shape, rate, duration);
            if (step.IsCarried || rate / 2 < Floor || burst is not null) return step;
        }
    }

    private List<Step> Ramp(Meter meter, FrameShape shape, Step from, string label)
    {
        var steps = new List<Step>();
        // Half of what the processor should carry is a start from where the knee is near; a refused fixed rate is where it was passed.
        var start = from.IsCarried && from.Offered >= options.Rate ? Math.Max(from.Offered * RampFactor, 0.5e6 / from.CpuMicros) : from.Offered * RampFactor;
        var search = new KneeSearch(start, RampFactor, Refinements, Floor);
        while (search.Next is { } rate && steps.Count < MaxSteps)
        {
            progress.Say($"{label}: {rate / 1000:F0} k packets/s");
            steps.Add(meter.Measure(shape, rate, options.StepDuration));
            search.Report(steps[^1].IsCarried);
        }

        return steps;
    }
}
