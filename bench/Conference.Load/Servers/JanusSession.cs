using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Conference.Load.Servers;

/// <summary>One session over Janus' WebSocket API: requests by transaction, the final word of each (never the "ack" before it).</summary>
internal sealed class JanusSession : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonNode>> _waiting = new();
    private readonly CancellationTokenSource _end = new();
    private Task _reading = Task.CompletedTask;
    private long _id;
    private int _transactions;

    public static async Task<JanusSession> OpenAsync(Uri address, CancellationToken cancellationToken)
    {
        var session = new JanusSession();
        session._socket.Options.AddSubProtocol("janus-protocol");
        await session._socket.ConnectAsync(address, cancellationToken);
        session._reading = session.ReadAsync(session._end.Token);
        session._id = (long)(await session.RequestAsync(new JsonObject { ["janus"] = "create" }, cancellationToken))["data"]!["id"]!;
        return session;
    }

    /// <summary>A new handle of the VideoRoom plugin.</summary>
    public async Task<long> AttachAsync(CancellationToken cancellationToken)
    {
        var attached = await RequestAsync(new JsonObject { ["janus"] = "attach", ["session_id"] = _id, ["plugin"] = "janus.plugin.videoroom" }, cancellationToken);
        return (long)attached["data"]!["id"]!;
    }

    /// <exception cref="InvalidOperationException">The plugin refused; the message is its own.</exception>
    public async Task<JsonNode> MessageAsync(long handle, JsonObject body, JsonObject? jsep, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["janus"] = "message", ["session_id"] = _id, ["handle_id"] = handle, ["body"] = body };
        if (jsep is not null) request["jsep"] = jsep;
        var answer = await RequestAsync(request, cancellationToken);
        return answer["plugindata"]?["data"]?["error"] is { } error ? throw new InvalidOperationException($"Janus refused {body.ToJsonString()}: {error}") : answer;
    }

    /// <summary>Says that no candidates follow; they are learned from our checks.</summary>
    public Task EndCandidatesAsync(long handle, CancellationToken cancellationToken) => RequestAsync(
        new JsonObject { ["janus"] = "trickle", ["session_id"] = _id, ["handle_id"] = handle, ["candidate"] = new JsonObject { ["completed"] = true } },
        cancellationToken, isAckEnough: true);

    public Task DetachAsync(long handle, CancellationToken cancellationToken) =>
        RequestAsync(new JsonObject { ["janus"] = "detach", ["session_id"] = _id, ["handle_id"] = handle }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
        _end.Dispose();
    }

    private async Task<JsonNode> RequestAsync(JsonObject request, CancellationToken cancellationToken, bool isAckEnough = false)
    {
        var transaction = $"{(isAckEnough ? 'a' : 't')}{Interlocked.Increment(ref _transactions)}";
        request["transaction"] = transaction;
        var waiting = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[transaction] = waiting;
        var bytes = Encoding.UTF8.GetBytes(request.ToJsonString());
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }

        var answer = await waiting.Task.WaitAsync(Patience, cancellationToken);
        return (string?)answer["janus"] == "error" ? throw new InvalidOperationException($"Janus refused {request["janus"]}: {answer["error"]?["reason"]}") : answer;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var message = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close) return;
                message.Write(buffer.AsSpan(0, part.Count));
                if (!part.EndOfMessage) continue;
                Take(JsonNode.Parse(message.WrittenSpan)!);
                message.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // Closed, by us or with the server; whoever waits runs into the time limit.
        }
    }

    private void Take(JsonNode message)
    {
        if ((string?)message["transaction"] is not { } transaction) return;
        // Asynchronous requests are acknowledged first; a trickle gets nothing else.
        if ((string?)message["janus"] == "ack" && transaction[0] != 'a') return;
        if (_waiting.TryRemove(transaction, out var waiting)) waiting.TrySetResult(message);
    }
}
