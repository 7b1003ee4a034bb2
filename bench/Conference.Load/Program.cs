using System.Diagnostics;
using System.Globalization;
using Conference.Load;
using Conference.Load.InMemory;
using Conference.Load.Joins;
using Conference.Load.Reports;
using Conference.Load.Scenarios;
using Conference.Load.Servers;
using Conference.Load.Servers.MediaPlane;

if (args is ["media-plane", var address])
{
    await MediaPlaneProgram.RunAsync(address, Console.In, Console.Out, CancellationToken.None);
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
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
var progress = new Progress(Console.Error, isTerminal: !Console.IsErrorRedirected);
var machine = Machine.Read();
Console.WriteLine($"{machine.Processor}, {machine.Cores} cores, {machine.Kernel}, {machine.Runtime}, commit {machine.Commit}, load {machine.LoadAverage}");
object results;
switch (options.Scenario)
{
    case "memory":
        var memory = await new MemoryUse(options, progress).RunAsync(stop.Token);
        Table.Write(Console.Out, memory);
        results = memory;
        break;
    case "join":
        var joins = await new JoinTimes(options).RunAsync(stop.Token);
        Table.Write(Console.Out, joins);
        results = joins;
        break;
    case "inmemory":
        Pin(options.ServerCore);
        var inMemory = new InMemoryForwarding(options, progress).Run();
        Table.Write(Console.Out, inMemory);
        results = inMemory;
        break;
    default:
        // The generator is one thread; what is set for the process here binds that thread and all that come after it.
        Pin(options.GeneratorCore);
        var servers = await ServerList.FindAsync(options, progress, stop.Token);
        var samples = await new Comparison(options, servers, progress).RunAsync(CellPlan.Of(options), stop.Token);
        IReadOnlyList<Result> lines = [.. samples.GroupBy(sample => (sample.Scenario, sample.Receivers, sample.Frames, sample.Suite, sample.Server)).Select(group => Result.Of([.. group]))];
        Table.Write(Console.Out, lines);
        results = lines;
        break;
}

if (options.Json is { } file) Report.Write(file, machine, $"bench/run.sh {string.Join(' ', args)}", results);
return 0;

static void Pin(int? core)
{
    if (OperatingSystem.IsLinux() && core is { } chosen) Process.GetCurrentProcess().ProcessorAffinity = 1 << chosen;
}
