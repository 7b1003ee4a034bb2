using System.Globalization;
using System.Text.Json;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Perfolizer.Horology;

namespace Conference.Benchmarks;

/// <summary>
/// Runs every benchmark that has a budget, briefly and in this process, and compares the bytes that each allocates per operation with
/// <c>budgets.json</c> ({"Type.Method(parameters)": bytes}). Times are not judged here: shared machines make them noise, bytes are exact.
/// </summary>
internal static class AllocationGate
{
    /// <summary>0 when every budget holds; 1 when one is exceeded, or names a benchmark that is not there or failed.</summary>
    public static int Run(string budgetFile)
    {
        var budgets = JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(budgetFile))!;
        var job = Job.Default
            .WithToolchain(new InProcessNoEmitToolchain(TimeSpan.FromMinutes(2), logOutput: false))
            .WithWarmupCount(2).WithIterationCount(2).WithIterationTime(TimeInterval.FromMilliseconds(50));
        var config = ManualConfig.CreateEmpty()
            .AddJob(job).AddDiagnoser(MemoryDiagnoser.Default).AddColumnProvider(DefaultColumnProviders.Instance).AddLogger(NullLogger.Instance)
            .WithOptions(ConfigOptions.DisableLogFile);
        var measured = new Dictionary<string, long?>();
        foreach (var type in typeof(AllocationGate).Assembly.GetTypes().Where(type => budgets.Keys.Any(name => name.StartsWith(type.Name + ".", StringComparison.Ordinal))))
            foreach (var report in BenchmarkRunner.Run(type, config).Reports)
                measured[Name(report.BenchmarkCase)] = report.Success ? report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) : null;

        var failures = 0;
        foreach (var (name, budget) in budgets.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var bytes = measured.GetValueOrDefault(name);
            var holds = bytes <= budget;
            if (!holds) failures++;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(holds ? "ok  " : "FAIL")} {name}: {(bytes is { } value ? $"{value} B" : "did not run")}, budget {budget} B"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{budgets.Count - failures} passed, {failures} failed"));
        return failures == 0 ? 0 : 1;
    }

    private static string Name(BenchmarkCase benchmark)
    {
        var parameters = string.Join(", ", benchmark.Parameters.Items.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Value}")));
        return $"{benchmark.Descriptor.Type.Name}.{benchmark.Descriptor.WorkloadMethod.Name}{(parameters.Length > 0 ? $"({parameters})" : "")}";
    }
}
