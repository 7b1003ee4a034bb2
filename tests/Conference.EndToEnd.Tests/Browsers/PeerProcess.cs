using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Conference.EndToEnd.Tests.Browsers;

/// <summary>A script of the peers folder, asked by lines of JSON: {id, method, ...} is answered by {id, result} or {id, error}.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> _asked = new();
    private readonly StringBuilder _errors = new();
    private readonly SemaphoreSlim _writing = new(1);
    private int _lastId;

    private PeerProcess(Process process)
    {
        _process = process;
        _asked[0] = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, line) => { lock (_errors) _errors.AppendLine(line.Data); };
        _process.BeginErrorReadLine();
        _reading = ReadAsync();
    }

    /// <summary>Starts the script and waits for its "ready" (the answer to question 0).</summary>
    public static async Task<PeerProcess> StartAsync(string script, object options, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Checkout.Root, "tests", "Conference.EndToEnd.Tests", "peers");
        // Debian's own Python, because it is the one that has Debian's modules.
        var interpreter = Path.GetExtension(script) == ".py" ? "/usr/bin/python3" : "node";
        var peer = new PeerProcess(Process.Start(new ProcessStartInfo(interpreter, [script, JsonSerializer.Serialize(options, JsonSerializerOptions.Web)])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
        await peer._asked[0].Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        return peer;
    }

    public async Task<JsonNode?> AskAsync(string method, JsonObject values, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        values["id"] = id;
        values["method"] = method;
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _process.StandardInput.WriteLineAsync(values.ToJsonString().AsMemory(), cancellationToken);
            await _process.StandardInput.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(40), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close(); // the script's loop ends with its input
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        await _reading;
        _process.Dispose();
        _writing.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith('{')) continue;
            var message = JsonNode.Parse(line)!;
            if (!_asked.TryRemove((int)message["id"]!, out var answer)) continue;
            if (message["error"] is { } error) answer.SetException(new InvalidOperationException((string)error!));
            else answer.SetResult(message["result"]);
        }
        string errors;
        lock (_errors) errors = _errors.ToString();
        foreach (var answer in _asked.Values) answer.TrySetException(new InvalidOperationException($"The script has ended: {errors}"));
    }
}
