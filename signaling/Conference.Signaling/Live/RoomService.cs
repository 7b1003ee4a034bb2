using System.Collections.Concurrent;

namespace Conference.Signaling.Live;

/// <summary>Finds the live room of a code. Every room that has a lecture on this server is here; its state is its own (<see cref="LiveRoom"/>).</summary>
public sealed class RoomService
{
    private readonly ConcurrentDictionary<string, LiveRoom> _rooms = new(StringComparer.Ordinal);

    /// <summary>How many people are in the room's lecture now; 0 when none is going on.</summary>
    public int LiveCount(string roomCode) => _rooms.TryGetValue(roomCode, out var room) ? room.Count : 0;
}
