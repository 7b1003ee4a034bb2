using BenchmarkDotNet.Running;
using Conference.Benchmarks;

if (args is ["--gate"]) return AllocationGate.Run(Path.Combine(AppContext.BaseDirectory, "budgets.json"));
BenchmarkSwitcher.FromAssembly(typeof(AllocationGate).Assembly).Run(args);
return 0;
