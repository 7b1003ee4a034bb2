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
    private static readonly string[] Besides = ["join-burst", "hub", "hostile"];
    private const double IdleShare = 0.05;

    /// <summary>The thread of .NET's second compilation, as the kernel knows it.</summary>
    private const string Compiler = ".NET Tiered Com";

    /// <summary>Of what a server takes in a step, at most.</summary>
    private const double CompilerShare = 0.02;
    private const int MaxRepeats = 20;

    /// <summary>Until every cache is full; the first room of a process takes longer.</summary>
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(4), WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>How long a lecture is measured before something begins beside it.</summary>
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(10);

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
                catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
                {
                    // However a server dies: what the others and the other runs brought is not lost by it.
                    progress.Stay($"run {run}/{options.Runs}: {choice.Name} failed: {failure.GetType().Name}: {failure.Message}");
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
        using var generator = new Generator(cancellationToken, cell.TakesRuns);
        progress.Say($"run {run}/{options.Runs}: {server.Name}, {cell}: joining");
        var plan = cell.IsCameraOfBrowser ? RoomPlan.OfBrowser(cell.Receivers) : RoomPlan.Of(cell.Scenario, cell.Receivers);
        using var browsers = new RoomBrowsers(generator, options, plan, cancellationToken);
        var room = new LoadRoom(generator, server, plan, certificate, browsers.Camera);
        room.Open(cell.Shapes[0], cancellationToken);
        if (browsers.Receiver is { } receiver) room.Join(receiver, cancellationToken);
        Settle(generator, server);
        if (browsers.Camera is not null) generator.Idle(RoomBrowsers.WarmUp);
        var meter = new Meter(generator, server, options.ServerCore);
        meter.Measure(cell.Shapes[0], options.Rate / 2, _isWarm ? WarmUp : FirstWarmUp);
        _isWarm = true;
        foreach (var shape in cell.Shapes)
        {
            browsers.Begin();
            var label = $"run {run}/{options.Runs}: {server.Name}, {cell}, frames of {shape.Name}";
            var before = Besides.Contains(cell.Scenario) ? MeasureCompiled(meter, shape, options.Rate, Alone, server) : null;
            using var beside = Beside(cell.Scenario, generator, server, certificate, label, cancellationToken);
            var step = AtCommonRate(meter, shape, label, beside, server);
            var ramp = cell.Ramps && beside is null ? Ramp(meter, shape, step, label, server) : [];
            var sample = new Sample(
                server.Name, cell.Name, cell.Receivers, shape.Name, room.Suite, step, ramp, ProcessorTime.ResidentBytes(server.ProcessId) / 1048576.0)
            {
                Before = before, Browser = browsers.End(),
            };
            Add(beside?.Complete(sample) ?? sample, run);
            foreach (var rate in cell.FurtherRates)
            {
                progress.Say($"{label}: {rate / 1000} k packets/s");
                var further = MeasureCompiled(meter, shape, rate, options.StepDuration, server);
                if (!further.IsCarried) break;
                Add(sample with { Fixed = further, FurtherRate = rate, Browser = null }, run);
            }
        }

        room.Verify();
        room.Close(cancellationToken);
    }

    /// <summary>
    /// A step in which no code was compiled. Managed code is compiled for good when it has run often, in bursts that come for minutes after a process has begun, some tens of milliseconds after what
    /// set them off: that is the price of a start, not of a packet, and a short step would have all of it. A server that compiles nothing is measured once.
    /// </summary>
    private static Step MeasureCompiled(Meter meter, FrameShape shape, double rate, TimeSpan duration, IServer server)
    {
        for (var i = 0; ; i++)
        {
            var (all, compiler) = (ProcessorTime.Of(server.ProcessId), ProcessorTime.OfThreads(server.ProcessId, Compiler));
            var step = meter.Measure(shape, rate, duration);
            all = ProcessorTime.Of(server.ProcessId) - all;
            if (i == MaxRepeats || ProcessorTime.OfThreads(server.ProcessId, Compiler) - compiler < CompilerShare * all) return step;
        }
    }

    private void Add(Sample sample, int run)
    {
        _samples.Add(sample);
        progress.Report(sample, run);
    }

    private IBeside? Beside(string scenario, Generator generator, IServer server, DtlsCertificate certificate, string label, CancellationToken cancellationToken)
    {
        if (Besides.Contains(scenario)) progress.Say($"{label}: what goes on beside it begins");
        IBeside? beside = scenario switch
        {
            "join-burst" => new JoinBurst(server, certificate, cancellationToken),
            "hub" => new HubCrowd(generator, server, cancellationToken),
            "hostile" => new HostileTraffic(generator, server, certificate, cancellationToken),
            _ => null,
        };
        if (beside is JoinBurst) Settle(generator, server);
        return beside;
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
    private Step AtCommonRate(Meter meter, FrameShape shape, string label, IBeside? beside, IServer server)
    {
        for (var rate = options.Rate; ; rate /= 2)
        {
            progress.Say($"{label}: {rate / 1000:F0} k packets/s");
            if (beside is not null) return meter.Measure(shape, rate, beside.Duration, beside.Turn);
            var step = MeasureCompiled(meter, shape, rate, options.StepDuration, server);
            if (!step.KeepsUp) step = MeasureCompiled(meter, shape, rate, options.StepDuration, server);
            if (step.KeepsUp || rate / 2 < Floor) return step;
        }
    }

    private List<Step> Ramp(Meter meter, FrameShape shape, Step from, string label, IServer server)
    {
        var steps = new List<Step>();
        // Half of what the processor should carry is a start from where the knee is near; a refused fixed rate is where it was passed.
        var start = from.IsCarried && from.Offered >= options.Rate ? Math.Max(from.Offered * RampFactor, 0.5e6 / from.CpuMicros) : from.Offered * RampFactor;
        var search = new KneeSearch(start, RampFactor, Refinements, Floor);
        while (search.Next is { } rate && steps.Count < MaxSteps)
        {
            progress.Say($"{label}: {rate / 1000:F0} k packets/s");
            steps.Add(MeasureCompiled(meter, shape, rate, options.StepDuration, server));
            search.Report(steps[^1].IsCarried);
        }

        return steps;
    }
}
