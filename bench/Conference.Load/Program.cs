using System.Diagnostics;
using System.Globalization;
using Conference.Load;
using Conference.Load.Joins;
using Conference.Load.Reports;
using Conference.Load.Scenarios;
using Conference.Load.Server;

if (args is ["server"])
{
    await SfuServer.RunAsync(Console.In, Console.Out, CancellationToken.None);
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
var machine = Machine.Read();
Console.WriteLine($"{machine.Processor}, {machine.Cores} cores, {machine.Kernel}, {machine.Runtime}, commit {machine.Commit}, load {machine.LoadAverage}");
object results;
switch (options.Scenario)
{
    case "lecture":
        // The generator is this thread alone; affinity set for the process binds its first thread, which this is.
        if (OperatingSystem.IsLinux() && options.GeneratorCore is { } core) Process.GetCurrentProcess().ProcessorAffinity = 1 << core;
        using (var log = options.Log is { } path ? new StreamWriter(path) { AutoFlush = true } : TextWriter.Null)
        {
            var lines = new Lecture(options, log).Run();
            Table.Write(Console.Out, lines);
            results = lines;
        }

        break;
    case "memory":
        var memory = new MemoryUse(options).Run();
        Table.Write(Console.Out, memory);
        results = memory;
        break;
    case "join":
        var joins = await new JoinTimes(options).RunAsync(CancellationToken.None);
        Table.Write(Console.Out, joins);
        results = joins;
        break;
    default:
        Console.Error.WriteLine($"There is no scenario \"{options.Scenario}\".\n\n{LoadOptions.Help}");
        return 2;
}

if (options.Json is { } file) Report.Write(file, machine, $"bench/run.sh {string.Join(' ', args)}", results);
return 0;
