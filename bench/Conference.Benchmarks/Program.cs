using BenchmarkDotNet.Running;
using Conference.Benchmarks;
using Conference.Benchmarks.Sfu;

if (args is ["--gate"]) return AllocationGate.Run(Path.Combine(AppContext.BaseDirectory, "budgets.json"));
if (args is ["--cost", ..])
{
    ForwardingCost.Print(args.Length > 1 ? [.. args[1].Split(',').Select(int.Parse)] : [1, 10, 50, 200, 1000]);
    return 0;
}

BenchmarkSwitcher.FromAssembly(typeof(AllocationGate).Assembly).Run(args);
return 0;
