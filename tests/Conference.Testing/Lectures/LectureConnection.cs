using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Conference.Testing.Lectures;

/// <summary>
/// A participant's hub connection as a page has it, over a real WebSocket: calls by name, and every event kept in its order so that a test can await one
/// that came before it looked. The wire contract is in signaling/README.md; messages are read as JSON into types of the caller's choice.
/// </summary>
public sealed class LectureConnection : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly string[] EventsWithoutArgument = ["PublishAgain", "LectureEnded", "Replaced"];
    private static readonly string[] EventsWithArgument =
    [
        "ParticipantJoined", "ParticipantChanged", "ParticipantLeft", "Offer", "TransportClosed", "ChatMessage", "RoomChanged", "RightsChanged",
        "RecordingChanged", "ActiveSpeakers",
    ];

    private readonly HubConnection _hub;
    private readonly WebSocketConnectionFactory _sockets;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<LectureEvent> _events = [];
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LectureConnection(HubConnection hub, WebSocketConnectionFactory sockets)
    {
        _hub = hub;
        _sockets = sockets;
    }

    /// <summary>Ends when the connection does, by whichever side.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Every event so far.</summary>
    public IReadOnlyList<LectureEvent> Events
    {
        get
        {
            lock (_gate) return [.. _events];
        }
    }

    /// <param name="hub">The hub's address with the scheme http, https, ws or wss.</param>
    public static async Task<LectureConnection> OpenAsync(Uri hub, CancellationToken cancellationToken)
    {
        var sockets = new WebSocketConnectionFactory();
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton<IConnectionFactory>(sockets);
        builder.Services.AddSingleton<EndPoint>(new UriEndPoint(new UriBuilder(hub) { Scheme = hub.Scheme.Replace("http", "ws", StringComparison.Ordinal) }.Uri));
        var connection = builder.Build();
        connection.KeepAliveInterval = TimeSpan.FromSeconds(2.5);
        var lecture = new LectureConnection(connection, sockets);
        connection.Closed += _ =>
        {
            lecture._closed.TrySetResult();
            return Task.CompletedTask;
        };
        foreach (var name in EventsWithoutArgument) connection.On(name, () => lecture.Keep(name, default));
        foreach (var name in EventsWithArgument) connection.On<JsonElement>(name, argument => lecture.Keep(name, argument));
        await connection.StartAsync(cancellationToken);
        return lecture;
    }

    public async Task<T> InvokeAsync<T>(string method, CancellationToken cancellationToken, params object?[] arguments) =>
        await _hub.InvokeCoreAsync<T>(method, arguments, cancellationToken).WaitAsync(Patience, cancellationToken);

    public async Task InvokeAsync(string method, CancellationToken cancellationToken, params object?[] arguments) =>
        await _hub.InvokeCoreAsync(method, typeof(object), arguments, cancellationToken).WaitAsync(Patience, cancellationToken);

    /// <summary>Calls a method that is to be refused.</summary>
    /// <returns>The code of the refusal.</returns>
    /// <exception cref="InvalidOperationException">The call was not refused, or by no name.</exception>
    public async Task<string> RefusalAsync(string method, CancellationToken cancellationToken, params object?[] arguments)
    {
        try
        {
            await InvokeAsync(method, cancellationToken, arguments);
        }
        catch (HubException refused)
        {
            const string Marker = "HubException: ";
            var at = refused.Message.IndexOf(Marker, StringComparison.Ordinal);
            var end = at < 0 ? -1 : refused.Message.IndexOf(": ", at + Marker.Length, StringComparison.Ordinal);
            return end < 0
                ? throw new InvalidOperationException($"{method} was refused without a code: {refused.Message}")
                : refused.Message[(at + Marker.Length)..end];
        }

        throw new InvalidOperationException($"{method} was not refused.");
    }

    /// <summary>The first event of that name, past or to come, that fits.</summary>
    public async Task<T> EventAsync<T>(string name, CancellationToken cancellationToken, Func<T, bool>? fits = null)
    {
        var looked = 0;
        while (true)
        {
            Task arrived;
            lock (_gate)
            {
                for (; looked < _events.Count; looked++)
                {
                    if (_events[looked].Name != name) continue;
                    var value = _events[looked].Read<T>();
                    if (fits is null || fits(value)) return value;
                }

                arrived = _arrived.Task;
            }

            try
            {
                await arrived.WaitAsync(Patience, cancellationToken);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"No fitting {name} came; there were: {string.Join(", ", Events.Select(e => e.Name))}");
            }
        }
    }

    /// <summary>The first event of that name, past or to come, that carries nothing.</summary>
    public Task EventAsync(string name, CancellationToken cancellationToken) => EventAsync<JsonElement>(name, cancellationToken);

    /// <summary>What happens when the network dies: the socket ends with no word to the server.</summary>
    public void Abort() => _sockets.Abort();

    public async ValueTask DisposeAsync() => await _hub.DisposeAsync();

    private void Keep(string name, JsonElement argument)
    {
        TaskCompletionSource arrived;
        lock (_gate)
        {
            _events.Add(new LectureEvent(name, argument));
            arrived = _arrived;
            _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        arrived.SetResult();
    }
}
