using System.Collections.Concurrent;
using System.Diagnostics;

namespace Conference.Load.Servers;

/// <summary>A server's process on the core that it is to have; its output is kept for the day it fails. Ends it, and nothing else, by its id.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int KeptLines = 200;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private ServerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines that it wrote.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>What it reads; written to by servers that are driven by lines.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <param name="core">The only core it may run on; null lets the system choose.</param>
    /// <param name="onLine">Sees each line of its standard output.</param>
    public static ServerProcess Start(
        int? core, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null, Action<string>? onLine = null)
    {
        // taskset becomes the program, so the id is the server's.
        var start = new ProcessStartInfo(core is null ? program : "taskset") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        if (core is { } chosen)
            foreach (var argument in new[] { "-c", $"{chosen}", program }) start.ArgumentList.Add(argument);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        if (folder is not null) start.WorkingDirectory = folder;
        var server = new ServerProcess(Process.Start(start)!);
        server._process.OutputDataReceived += (_, line) => server.Keep(line.Data, onLine);
        server._process.ErrorDataReceived += (_, line) => server.Keep(line.Data, null);
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <exception cref="InvalidOperationException">It has ended, or the condition did not come true in time.</exception>
    public async Task ReadyAsync(Func<Task<bool>> isReady, TimeSpan limit, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (!await isReady())
        {
            if (HasExited || waited.Elapsed > limit) throw new InvalidOperationException($"{_process.StartInfo.FileName} did not come up:\n{Output}");
            await Task.Delay(20, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync();
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private void Keep(string? line, Action<string>? onLine)
    {
        if (line is null) return;
        _output.Enqueue(line);
        while (_output.Count > KeptLines) _output.TryDequeue(out _);
        onLine?.Invoke(line);
    }
}
