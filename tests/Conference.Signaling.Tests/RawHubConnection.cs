using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Conference.Signaling.Tests;

/// <summary>A hub connection on which a test writes the frames itself, wrong ones too.</summary>
internal sealed class RawHubConnection : IAsyncDisposable
{
    private const char RecordSeparator = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly StringBuilder _received = new();

    public WebSocketState State => _socket.State;

    public static async Task<RawHubConnection> OpenAsync(Uri hub, CancellationToken cancellationToken)
    {
        var connection = new RawHubConnection();
        await connection._socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws" }.Uri, cancellationToken);
        await connection.SendAsync("""{"protocol":"json","version":1}""", cancellationToken);
        Assert.Equal("{}", (await connection.NextAsync(cancellationToken)).ToJsonString());
        return connection;
    }

    public Task SendAsync(string frame, CancellationToken cancellationToken) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(frame + RecordSeparator), WebSocketMessageType.Text, true, cancellationToken);

    /// <summary>The next frame that is not a ping.</summary>
    public async Task<JsonNode> NextAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var text = _received.ToString();
            var end = text.IndexOf(RecordSeparator, StringComparison.Ordinal);
            if (end >= 0)
            {
                _received.Remove(0, end + 1);
                var frame = JsonNode.Parse(text[..end])!;
                if ((int?)frame["type"] == 6) continue;
                return frame;
            }

            var result = await _socket.ReceiveAsync(buffer, patience.Token);
            if (result.MessageType == WebSocketMessageType.Close) throw new JsonException("The server closed the connection.");
            _received.Append(Encoding.UTF8.GetString(buffer, 0, result.Count));
        }
    }

    /// <summary>The answer to the call of that id, past other frames.</summary>
    public async Task<JsonNode> AnswerAsync(string invocationId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var frame = await NextAsync(cancellationToken);
            if ((int?)frame["type"] == 3 && (string?)frame["invocationId"] == invocationId) return frame;
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
