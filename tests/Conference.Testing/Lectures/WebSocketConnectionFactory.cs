using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace Conference.Testing.Lectures;

/// <summary>Opens a WebSocket for SignalR's client without the negotiation request that long polling needs.</summary>
internal sealed class WebSocketConnectionFactory : IConnectionFactory
{
    private Action? _abort;

    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(((UriEndPoint)endpoint).Uri, cancellationToken);
        var connection = new WebSocketConnection(socket);
        _abort = connection.Abort;
        return connection;
    }

    public void Abort() => _abort?.Invoke();
}
