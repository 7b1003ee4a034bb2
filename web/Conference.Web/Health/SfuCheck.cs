using Conference.Sfu.Control;

namespace Conference.Web.Health;

/// <summary>The media plane's loop turns: it opens and closes a room that nobody is in.</summary>
internal sealed class SfuCheck(ISfu sfu) : IReadyCheck
{
    public string Name => "sfu";

    public async Task<string> CheckAsync(CancellationToken cancellationToken)
    {
        var room = new RoomId(Guid.NewGuid());
        await sfu.OpenRoomAsync(room, cancellationToken);
        await sfu.CloseRoomAsync(room, cancellationToken);
        return "The media plane opens and closes rooms.";
    }
}
