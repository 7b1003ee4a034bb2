using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace Conference.Load.Crowd;

/// <summary>
/// Somebody else's pages: they ask what goes on in a room before its door is opened (seven of ten requests), who they are (two), and for a ticket (one). Each
/// client has an address of its own, because an address may not ask without end.
/// </summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _room;

    /// <param name="number">1 to 250: the last part of its address.</param>
    /// <param name="room">The code of the one it asks for.</param>
    public ApiClient(Uri address, byte number, string room)
    {
        _room = room;
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (context, token) => ConnectAsync(new IPAddress([127, 0, 1, number]), context.DnsEndPoint, token) })
        {
            BaseAddress = address,
        };
        _http.DefaultRequestHeaders.Add("X-Conference", "1");
    }

    /// <summary>Asks so often until it is cancelled; the next one does not wait for a slow answer to the last.</summary>
    public async Task AskAsync(double perSecond, CallTimes times, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / perSecond));
        var asked = new List<Task>();
        for (var i = 0; await timer.WaitForNextTickAsync(cancellationToken); i++)
        {
            var number = i % 10;
            asked.RemoveAll(task => task.IsCompleted);
            asked.Add(times.TimeAsync(() => AskAsync(number, cancellationToken)));
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task AskAsync(int number, CancellationToken cancellationToken)
    {
        using var answer = number switch
        {
            < 7 => await _http.GetAsync($"/api/rooms/{_room}", cancellationToken),
            < 9 => await _http.GetAsync("/api/session", cancellationToken),
            _ => await _http.PostAsJsonAsync($"/api/rooms/{_room}/join", new { name = "At the door" }, cancellationToken),
        };
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private static async ValueTask<Stream> ConnectAsync(IPAddress from, DnsEndPoint to, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(to, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
