using Conference.Signaling.Joining;
using Conference.Signaling.Messages;

namespace Conference.Signaling;

/// <summary>Settings of the signaling floor, filled in by the composition root.</summary>
public sealed class SignalingOptions
{
    /// <summary>The path of the lecture hub, as POST /api/rooms/{code}/join names it.</summary>
    public const string HubPath = "/hub/lecture";

    /// <summary>Signs join tokens; at least <see cref="JoinTokens.MinimumKeyBytes"/> bytes, the same at every server of an installation.</summary>
    public byte[] JoinTokenKey { get; set; } = [];

    /// <summary>Time from the join page to the hub's Join.</summary>
    public TimeSpan JoinTokenLifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>A connection that has not joined after this time is closed: it costs memory and belongs to nobody.</summary>
    public TimeSpan JoinLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a participant whose connection broke keeps its place. A page needs 10 s of lost network and a reconnect to come back.</summary>
    public TimeSpan ReconnectGrace { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a room may stay empty until its lecture, and its recording, end.</summary>
    public TimeSpan EmptyRoomGrace { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a closed connection may linger, so that its last message (LectureEnded, Replaced) arrives.</summary>
    public TimeSpan CloseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Students beyond this number of people are refused with room-full; a room's teacher always comes in.</summary>
    public int MaximumParticipants { get; set; } = 200;

    /// <summary>Chat messages that one participant may send at once before <see cref="ChatInterval"/> holds.</summary>
    public int ChatBurst { get; set; } = 8;

    /// <summary>One more chat message is allowed to a participant after each such interval.</summary>
    public TimeSpan ChatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Characters of a lecture's whole chat, which everybody who comes is sent: beyond it messages are refused with chat-full. Three hours of a full
    /// hall come to a tenth of it.
    /// </summary>
    public int MaximumChatCharacters { get; set; } = 1_000_000;

    /// <summary>
    /// What one participant may do at once of what costs everybody: joining again, descriptions to the media plane, media states that all others are told.
    /// A page in a hurry makes a handful.
    /// </summary>
    public int CallBurst { get; set; } = 30;

    /// <summary>One more of them is allowed after each such interval.</summary>
    public TimeSpan CallInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The distance of pings, of SignalR and of the WebSocket below it.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>A connection from which nothing came for so long is dead: three pings lost.</summary>
    public TimeSpan ClientTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>The longest hub message in bytes; an SDP of a room with 200 tracks fits.</summary>
    public int MaximumMessageBytes { get; set; } = 512 * 1024;

    /// <summary>Given to every page for its RTCConfiguration; empty while no TURN server is configured.</summary>
    public IReadOnlyList<IceServerView> IceServers { get; set; } = [];
}
