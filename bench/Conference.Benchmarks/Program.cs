using BenchmarkDotNet.Running;
using Conference.Benchmarks;
using Conference.Benchmarks.Recorder;

if (args is ["--gate"]) return AllocationGate.Run(Path.Combine(AppContext.BaseDirectory, "budgets.json"));

if (args is ["--composed-video", ..])
{
    await ComposedVideo.PrintAsync(args.Length > 1 ? int.Parse(args[1]) : 120, args.Length > 2 ? args[2] : "slides");
    return 0;
}

BenchmarkSwitcher.FromAssembly(typeof(AllocationGate).Assembly).Run(args);
return 0;
