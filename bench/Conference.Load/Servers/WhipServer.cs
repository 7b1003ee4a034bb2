using System.Collections.Concurrent;

namespace Conference.Load.Servers;

/// <summary>
/// Any server that speaks WHIP and WHEP, by its addresses and its process id. It was started by somebody else and is left running. In an address
/// "{room}" stands for the room's name; without it every scenario uses the same room.
/// </summary>
internal sealed class WhipServer(string name, Uri whip, Uri whep, string? token, int processId) : IServer
{
    private readonly WhipClient _client = new();
    private readonly ConcurrentBag<Uri> _sessions = [];

    public string Name { get; } = name;

    public int ProcessId { get; } = processId;

    public Task OpenRoomAsync(string room, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string> PublishAsync(string room, string offer, CancellationToken cancellationToken) => PostAsync(whip, room, offer, cancellationToken);

    public async Task<string> SubscribeAsync(string room, ISubscriberEnd end, CancellationToken cancellationToken) =>
        await PostAsync(whep, room, await end.OfferAsync(cancellationToken), cancellationToken);

    public async Task CloseRoomAsync(string room, CancellationToken cancellationToken)
    {
        while (_sessions.TryTake(out var session)) await _client.DeleteAsync(session, token, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> PostAsync(Uri endpoint, string room, string offer, CancellationToken cancellationToken)
    {
        var address = new Uri(Uri.UnescapeDataString(endpoint.OriginalString).Replace("{room}", room, StringComparison.Ordinal));
        var (answer, session) = await _client.PostAsync(address, token, offer, cancellationToken);
        if (session is not null) _sessions.Add(session);
        return answer;
    }
}
