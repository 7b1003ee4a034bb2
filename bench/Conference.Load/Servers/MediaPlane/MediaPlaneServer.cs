using System.Collections.Concurrent;
using System.Text.Json;
using Conference.Load.Measuring;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;

namespace Conference.Load.Servers.MediaPlane;

/// <summary>
/// "conference-media": the media plane alone, as the product registers it, with one Worker in a child of this program. Beside "conference" it tells what
/// the rest of the product costs, and its managed heap can be read.
/// </summary>
internal sealed class MediaPlaneServer : IServer
{
    private readonly ConcurrentDictionary<string, Guid> _rooms = new();
    private readonly LineProcess _process = new("the media plane");

    public string Name => "conference-media";

    public int ProcessId => _process.Id;

    public static MediaPlaneServer Start(ServerSetting setting)
    {
        var server = new MediaPlaneServer();
        server._process.Start(setting.Core, Environment.ProcessPath!, ["media-plane", setting.MediaAddress]);
        return server;
    }

    public Task OpenRoomAsync(string room, CancellationToken cancellationToken) => SendAsync(new MediaPlaneRequest(0, "open", _rooms[room] = Guid.NewGuid()), cancellationToken);

    public async Task<string> PublishAsync(string room, string offer, CancellationToken cancellationToken)
    {
        if (!SdpParser.TryParse(offer, out var description, out var error)) throw new FormatException($"The offer cannot be read: {error}");
        var sections = description.Sections.Select((section, index) => new PublishedSection(section.Attributes.First("mid")!,
            section.Kind == MediaKind.Audio ? TrackSource.Microphone : index == 0 ? TrackSource.Camera : TrackSource.Screen)).ToList();
        return (await SendAsync(new MediaPlaneRequest(0, "publish", _rooms[room], Guid.NewGuid(), offer, sections), cancellationToken)).Sdp;
    }

    public async Task<string> SubscribeAsync(string room, ISubscriberEnd end, CancellationToken cancellationToken)
    {
        var participant = Guid.NewGuid();
        var offer = await SendAsync(new MediaPlaneRequest(0, "subscribe", _rooms[room], participant), cancellationToken);
        var answer = await end.AnswerAsync(offer.Sdp, cancellationToken);
        await SendAsync(new MediaPlaneRequest(0, "answer", _rooms[room], participant, answer, OfferId: offer.OfferId), cancellationToken);
        return offer.Sdp;
    }

    public async Task CloseRoomAsync(string room, CancellationToken cancellationToken)
    {
        if (_rooms.TryRemove(room, out var closed)) await SendAsync(new MediaPlaneRequest(0, "close", closed), cancellationToken);
    }

    public async Task<MemoryReading> ReadMemoryAsync(CancellationToken cancellationToken) => (await SendAsync(new MediaPlaneRequest(0, "read"), cancellationToken)).Memory;

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <exception cref="InvalidOperationException">It refused, or is gone.</exception>
    private async Task<MediaPlaneReply> SendAsync(MediaPlaneRequest request, CancellationToken cancellationToken)
    {
        var order = JsonSerializer.SerializeToNode(request, JsonSerializerOptions.Web)!.AsObject();
        return (await _process.SendAsync(order, cancellationToken)).Deserialize<MediaPlaneReply>(JsonSerializerOptions.Web)!;
    }
}
