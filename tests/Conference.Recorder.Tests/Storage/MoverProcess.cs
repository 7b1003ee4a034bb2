using System.Diagnostics;
using System.Globalization;
using Conference.Recorder.Storage;

namespace Conference.Recorder.Tests.Storage;

/// <summary>A server that moves objects home and dies by kill -9 at a given moment: before or after one of its calls to a store.</summary>
internal static class MoverProcess
{
    public const string Verb = "--move";

    /// <summary>Runs it to its end; false when it finished its work before that moment came.</summary>
    public static async Task<bool> DiesAsync(TwoStores stores, int moment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Conference.Recorder.Tests"));
        foreach (var argument in (string[])[Verb, stores.Connection, stores.Folder, moment.ToString(CultureInfo.InvariantCulture)]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken);
        // 128 + SIGKILL
        return process.ExitCode switch
        {
            137 => true,
            0 => false,
            var code => throw new InvalidOperationException($"The mover ended with {code}."),
        };
    }

    /// <summary>What the other process does.</summary>
    public static async Task RunAsync(string[] args)
    {
        var left = int.Parse(args[2], CultureInfo.InvariantCulture);
        await using var stores = TwoStores.Open(args[0], args[1], there => new FickleStore(there)
        {
            Before = () =>
            {
                Pass();
                return Task.CompletedTask;
            },
            After = Pass,
        });
        await stores.Moves.RunAsync(CancellationToken.None);

        void Pass()
        {
            if (Interlocked.Decrement(ref left) != 0) return;
            using var self = Process.GetCurrentProcess();
            self.Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
