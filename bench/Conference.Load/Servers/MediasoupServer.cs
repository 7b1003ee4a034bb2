using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Conference.Load.Servers;

/// <summary>
/// mediasoup by its npm package: one worker process, which is what is measured; node, which only tells it what to do, runs beside the load generator.
/// bench/run.sh installs it; the folder is in MEDIASOUP_FOLDER, a worker that was built elsewhere in the package's own MEDIASOUP_WORKER_BIN.
/// </summary>
internal sealed class MediasoupServer : IServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _waiting = new();
    private readonly SemaphoreSlim _sending = new(1);
    private ServerProcess? _node;
    private int _requests;

    /// <summary>"mediasoup", or "mediasoup-3.8" for the one of 2021, whose package holds all that it is built from.</summary>
    public static string FoundName => Path.GetFileName(Folder) ?? "mediasoup";

    public string Name => FoundName;

    public int ProcessId { get; private set; }

    private static string? Folder => Environment.GetEnvironmentVariable("MEDIASOUP_FOLDER");

    /// <summary>Null when it can run here.</summary>
    public static async Task<string?> WhyMissingAsync(ServerSetting setting, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("MEDIASOUP_MISSING") is { Length: > 0 } reason) return reason;
        if (Folder is null) return "its package is not installed";
        try
        {
            await using var tried = await StartAsync(setting, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            return e.Message;
        }
    }

    public static async Task<MediasoupServer> StartAsync(ServerSetting setting, CancellationToken cancellationToken)
    {
        var server = new MediasoupServer();
        var started = server.Expect(0);
        server._node = ServerProcess.Start(null, "node", [Path.Combine(AppContext.BaseDirectory, "mediasoup.mjs"), Folder!, setting.MediaAddress], onLine: server.Take);
        try
        {
            await server._node.ReadyAsync(() => Task.FromResult(started.IsCompleted), Patience, cancellationToken);
            server.ProcessId = (int)(await started)["pid"]!;
            if (setting.Core is { } core)
            {
                using var pin = Process.Start(new ProcessStartInfo("taskset", ["-a", "-c", "-p", $"{core}", $"{server.ProcessId}"]) { RedirectStandardOutput = true })!;
                await pin.WaitForExitAsync(cancellationToken);
            }

            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public Task OpenRoomAsync(string room, CancellationToken cancellationToken) => SendAsync(new JsonObject { ["do"] = "open", ["room"] = room }, cancellationToken);

    public async Task<string> PublishAsync(string room, string offer, CancellationToken cancellationToken)
    {
        var answer = (string)(await SendAsync(new JsonObject { ["do"] = "publish", ["room"] = room, ["sdp"] = offer }, cancellationToken))["sdp"]!;
        SocketBuffers.Raise(ProcessId);
        return answer;
    }

    public async Task<string> SubscribeAsync(string room, ISubscriberEnd end, CancellationToken cancellationToken)
    {
        var offered = await SendAsync(new JsonObject { ["do"] = "subscribe", ["room"] = room }, cancellationToken);
        var offer = (string)offered["sdp"]!;
        var answer = await end.AnswerAsync(offer, cancellationToken);
        await SendAsync(new JsonObject { ["do"] = "answer", ["room"] = room, ["transport"] = (string?)offered["transport"], ["sdp"] = answer }, cancellationToken);
        return offer;
    }

    public Task CloseRoomAsync(string room, CancellationToken cancellationToken) => SendAsync(new JsonObject { ["do"] = "close", ["room"] = room }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        _sending.Dispose();
    }

    private Task<JsonNode> Expect(int id)
    {
        var waiting = _waiting[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        return waiting.Task;
    }

    /// <exception cref="InvalidOperationException">Refused; the message has mediasoup's words.</exception>
    private async Task<JsonNode> SendAsync(JsonObject order, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _requests);
        order["id"] = id;
        var reply = Expect(id);
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _node!.Input.WriteLineAsync(order.ToJsonString().AsMemory(), cancellationToken);
            await _node.Input.FlushAsync(cancellationToken);
        }
        finally
        {
            _sending.Release();
        }

        var answer = await reply.WaitAsync(Patience, cancellationToken);
        return answer["error"] is { } error ? throw new InvalidOperationException($"mediasoup refused \"{order["do"]}\": {error}") : answer;
    }

    private void Take(string line)
    {
        if (!line.StartsWith('{')) return; // the worker's own words
        var reply = JsonNode.Parse(line)!;
        if (_waiting.TryRemove((int)reply["id"]!, out var waiting)) waiting.SetResult(reply);
    }
}
