using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Conference.Load;
using Conference.Load.Crowd;
using Conference.Load.InMemory;
using Conference.Load.Joins;
using Conference.Load.Measuring;
using Conference.Load.Media;
using Conference.Load.Recordings;
using Conference.Load.Reports;
using Conference.Load.Reports.Html;
using Conference.Load.Scenarios;
using Conference.Load.Servers;
using Conference.Load.Servers.MediaPlane;

if (args is ["media-plane", var address])
{
    await MediaPlaneProgram.RunAsync(address, Console.In, Console.Out, CancellationToken.None);
    return 0;
}

if (args is ["crowd"])
{
    await CrowdProgram.RunAsync(Console.In, Console.Out, CancellationToken.None);
    return 0;
}

if (args is ["recorder", var plan])
{
    await RecorderProgram.RunAsync(JsonSerializer.Deserialize<RecorderPlan>(plan)!, Console.In, Console.Out, CancellationToken.None);
    return 0;
}

LoadOptions options;
try
{
    options = LoadOptions.Parse(args);
}
catch (FormatException wrong)
{
    Console.Error.WriteLine($"{wrong.Message}\n\n{LoadOptions.Help}");
    return 2;
}

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

// Stopped halfway it still stops what it started.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    return await RunAsync(options, args, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped.");
    return 130;
}
catch (Exception failure) when (failure is InvalidOperationException or TimeoutException or FormatException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

static async Task<int> RunAsync(LoadOptions options, string[] args, CancellationToken cancellationToken)
{
    var progress = new Progress(Console.Error, isTerminal: !Console.IsErrorRedirected);
    var machine = Machine.Read();
    Console.WriteLine($"{machine.Processor}, {machine.Cores} cores, {machine.Kernel}, {machine.Runtime}, commit {machine.Commit}, load {machine.LoadAverage}");
    object results;
    var hasFailed = false;
    IReadOnlyList<Goal> goals = [];
    switch (options.Scenario)
    {
        case "memory":
            var memory = await new MemoryUse(options, progress).RunAsync(cancellationToken);
            Table.Write(Console.Out, memory);
            goals = Goals.Of(memory);
            results = memory;
            break;
        case "join":
            var joins = await new JoinTimes(options).RunAsync(cancellationToken);
            Table.Write(Console.Out, joins);
            results = joins;
            break;
        case "recording":
            Affinity.Bind(options.GeneratorCore);
            var recordings = await new RecordingUse(options, progress).RunAsync(cancellationToken);
            Table.Write(Console.Out, recordings);
            goals = Goals.Of(recordings);
            results = recordings;
            break;
        case "inmemory":
            Affinity.Bind(options.ServerCore);
            IReadOnlyList<Result> inMemory = new InMemoryForwarding(options, progress).Run();
            Table.Write(Console.Out, inMemory);
            goals = Goals.Measured(inMemory);
            results = inMemory;
            break;
        default:
            Affinity.Bind(options.GeneratorCore);
            var servers = await ServerList.FindAsync(options, progress, cancellationToken);
            var comparison = new Comparison(options, servers, progress);
            var samples = await comparison.RunAsync(CellPlan.Of(options), cancellationToken);
            hasFailed = comparison.HasFailed;
            IReadOnlyList<Result> lines = [.. samples.GroupBy(sample => (sample.Scenario, sample.Receivers, sample.Frames, sample.Suite, sample.FurtherRate, sample.Server)).Select(group => Result.Of([.. group]))];
            if (options.Scenario == "compare")
            {
                Affinity.Bind(options.ServerCore);
                lines = [.. lines, .. new InMemoryForwarding(options with { Receivers = [50], Shapes = [FrameShape.Even(10)] }, progress).Run()];
            }

            Table.Write(Console.Out, lines);
            goals = options.Scenario == "compare" ? Goals.Of(lines) : Goals.Measured(lines);
            results = lines;
            break;
    }

    if (goals.Count > 0) Table.Write(Console.Out, goals);

    // Results are made to be shown; a stream key is not.
    var command = $"bench/run.sh {string.Join(' ', args.Select((argument, i) => i > 0 && args[i - 1] == "--token" ? "..." : argument))}";
    if (options.Json is { } json) Report.Write(json, machine, command, results, goals);
    if (options.Html is { } html && results is IReadOnlyList<Result> charted) HtmlReport.Write(html, machine, command, charted, goals);
    return hasFailed ? 1 : 0;
}
