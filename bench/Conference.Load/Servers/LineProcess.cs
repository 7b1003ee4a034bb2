using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Conference.Load.Servers;

/// <summary>
/// A process that takes orders as JSON lines on its standard input and answers each with one on its standard output: {"id": 1, "do": ...} and
/// {"id": 1, ...}, with "error" where it refuses. What else it writes is passed over.
/// </summary>
/// <param name="name">As errors call it.</param>
internal sealed class LineProcess(string name) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _waiting = new();
    private readonly SemaphoreSlim _sending = new(1);
    private ServerProcess? _process;
    private int _orders;

    public int Id => _process!.Id;

    /// <param name="core">The only core it may run on; null lets the system choose.</param>
    public void Start(int? core, string program, IEnumerable<string> arguments) => _process = ServerProcess.Start(core, program, arguments, onLine: Take);

    /// <summary>Waits for what it says by itself when it is ready: the answer to an order 0 that nobody gave. To be called before <see cref="Start"/>.</summary>
    public Task<JsonNode> ExpectGreeting() => Expect(0);

    /// <exception cref="InvalidOperationException">It ended, or did not come up in time.</exception>
    public async Task<JsonNode> ReadyAsync(Task<JsonNode> greeting, CancellationToken cancellationToken)
    {
        await _process!.ReadyAsync(() => Task.FromResult(greeting.IsCompleted), Patience, cancellationToken);
        return await greeting;
    }

    /// <param name="order">Gets its id here.</param>
    /// <exception cref="InvalidOperationException">Refused; the message has its words.</exception>
    public async Task<JsonNode> SendAsync(JsonObject order, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _orders);
        order["id"] = id;
        var reply = Expect(id);
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _process!.Input.WriteLineAsync(order.ToJsonString().AsMemory(), cancellationToken);
            await _process.Input.FlushAsync(cancellationToken);
        }
        finally
        {
            _sending.Release();
        }

        var answer = await reply.WaitAsync(Patience, cancellationToken);
        return answer["error"] is { } error ? throw new InvalidOperationException($"{name} refused \"{order["do"]}\": {error}") : answer;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _sending.Dispose();
    }

    private Task<JsonNode> Expect(int id)
    {
        var waiting = _waiting[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        return waiting.Task;
    }

    private void Take(string line)
    {
        if (!line.StartsWith('{')) return;
        var reply = JsonNode.Parse(line)!;
        if (_waiting.TryRemove((int)reply["id"]!, out var waiting)) waiting.SetResult(reply);
    }
}
