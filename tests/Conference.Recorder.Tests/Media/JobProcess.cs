using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Conference.Recorder.Tests.Media;

/// <summary>A recorder in a process of its own that takes jobs until it is killed.</summary>
internal sealed class JobProcess : IDisposable
{
    public const string Verb = "--jobs";

    /// <summary>The shortest there is: whoever takes its job over waits for the end of it.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    private readonly Process _process;

    private JobProcess(Process process) => _process = process;

    public static JobProcess Start(string database, string folder)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Conference.Recorder.Tests"));
        foreach (var argument in (string[])[Verb, database, folder]) start.ArgumentList.Add(argument);
        return new JobProcess(Process.Start(start)!);
    }

    /// <summary>kill -9</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>What the other process does.</summary>
    public static async Task RunAsync(string[] args)
    {
        await using var provider = RecorderProcess.Build(args[0], args[1], new TestSfu(), "killed", lease: Lease);
        foreach (var service in provider.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        // Longer than any test waits, so that one that was forgotten ends by itself.
        await Task.Delay(TimeSpan.FromMinutes(3));
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
