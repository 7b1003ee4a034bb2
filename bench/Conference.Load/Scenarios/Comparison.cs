using Conference.Load.Browsers;
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
    private const int Refinements = 2, MaxSteps = 24, MaxSettlings = 20;
    private const double IdleShare = 0.05;

    /// <summary>Until managed code is compiled for good and every cache is full; the first room of a process takes longer.</summary>
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(4), WarmUp = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    private readonly List<Sample> _samples = [];
    private bool _isWarm;

    /// <summary>True when a server did not get to the end of a run.</summary>
    public bool HasFailed { get; private set; }

    public async Task<IReadOnlyList<Sample>> RunAsync(IReadOnlyList<Cell> cells, CancellationToken cancellationToken)
    {
        for (var run = 1; run <= options.Runs; run++)
        {
            for (var turn = 0; turn < servers.Count; turn++)
            {
                var choice = servers[(run - 1 + turn) % servers.Count];
                Cell[] own = [.. cells.Where(cell => cell.Servers?.Contains(choice.Name) != false && (run == 1 || !cell.IsOnce))];
                if (own.Length == 0) continue;
                progress.Say($"run {run}/{options.Runs}: {choice.Name} starts");
                IServer? server = null;
                try
                {
                    server = await choice.StartAsync(cancellationToken);
                    _isWarm = false;
                    foreach (var cell in own) Measure(server, cell, run, cancellationToken);
                }
                catch (Exception failure) when (failure is InvalidOperationException or TimeoutException or FormatException)
                {
                    // What the others and the other runs brought is not lost by it.
                    progress.Stay($"run {run}/{options.Runs}: {choice.Name} failed: {failure.Message}");
                    HasFailed = true;
                }
                finally
                {
                    if (server is not null) await server.DisposeAsync();
                }
            }
        }

        return _samples;
    }

    private void Measure(IServer server, Cell cell, int run, CancellationToken cancellationToken)
    {
        using var certificate = DtlsCertificate.Create(DateTimeOffset.UtcNow, cell.Profile);
        using var generator = new Generator(cancellationToken);
        progress.Say($"run {run}/{options.Runs}: {server.Name}, {cell}: joining");
        var plan = options.PublishesFromChromium ? RoomPlan.OfBrowser(cell.Receivers) : RoomPlan.Of(cell.Scenario, cell.Receivers);
        using var browsers = new Audience(generator, options, plan, cancellationToken);
        var room = new LoadRoom(generator, server, plan, certificate, browsers.Camera);
        room.Open(cell.Shapes[0], cancellationToken);
        if (browsers.Receiver is { } receiver) room.Join(receiver, cancellationToken);
        Settle(generator, server);
        if (browsers.Camera is not null) generator.Idle(Audience.WarmUp);
        var meter = new Meter(generator, server, options.ServerCore);
        meter.Measure(cell.Shapes[0], options.Rate / 2, _isWarm ? WarmUp : FirstWarmUp);
        _isWarm = true;
        foreach (var shape in cell.Shapes)
        {
            browsers.Begin();
            var label = $"run {run}/{options.Runs}: {server.Name}, {cell}, frames of {shape.Name}";
            using var burst = cell.Scenario == "join-burst" ? new JoinBurst(server, certificate, cancellationToken) : null;
            var step = AtCommonRate(meter, shape, label, burst);
            var ramp = cell.Ramps && burst is null ? Ramp(meter, shape, step, label) : [];
            _samples.Add(new Sample(
                server.Name, cell.Scenario, cell.Receivers, shape.Name, room.Suite, step, ramp, ProcessorTime.ResidentBytes(server.ProcessId) / 1048576.0)
            {
                Joins = burst?.Figures, Browser = browsers.End(),
            });
            progress.Report(_samples[^1], run);
        }

        room.Verify();
        room.Close(cancellationToken);
    }

    /// <summary>Until what hundreds of joins have left behind (roster, attendance, garbage) is done with: joins are measured by themselves.</summary>
    private static void Settle(Generator generator, IServer server)
    {
        for (var i = 0; i < MaxSettlings; i++)
        {
            var before = ProcessorTime.Of(server.ProcessId);
            generator.Idle(Settling);
            if (ProcessorTime.Of(server.ProcessId) - before < IdleShare * Settling.TotalNanoseconds) return;
        }
    }

    /// <summary>At the rate of comparison; where a server does not keep up, at half of it, and so on.</summary>
    private Step AtCommonRate(Meter meter, FrameShape shape, string label, JoinBurst? burst)
    {
        for (var rate = options.Rate; ; rate /= 2)
        {
            progress.Say($"{label}: {rate / 1000:F0} k packets/s");
            var duration = burst?.Duration ?? options.StepDuration;
            var step = meter.Measure(shape, rate, duration, burst is null ? null : burst.Turn);
            if (!step.KeepsUp && burst is null) step = meter.Measure(shape, rate, duration);
            if (step.KeepsUp || rate / 2 < Floor || burst is not null) return step;
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
