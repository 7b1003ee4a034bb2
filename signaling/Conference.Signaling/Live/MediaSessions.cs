using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Conference.Sfu.Control;
using Conference.Signaling.Joining;

namespace Conference.Signaling.Live;

/// <summary>
/// Publishers and players that speak HTTP instead of the hub (WHIP, RFC 9725; WHEP): participants like all others, whose place in the room ends with their media
/// transport. Every refusal is a <see cref="RoomException"/>.
/// </summary>
public sealed class MediaSessions
{
    private readonly ConcurrentDictionary<string, MediaSession> _sessions = new(StringComparer.Ordinal);
    private readonly JoinTokens _tokens;
    private readonly RoomService _rooms;
    private readonly TimeProvider _time;

    internal MediaSessions(JoinTokens tokens, RoomService rooms, TimeProvider time)
    {
        _tokens = tokens;
        _rooms = rooms;
        _time = time;
        rooms.SessionEnded = session => _sessions.TryRemove(session.Id, out _);
    }

    /// <summary>Brings a publisher in and answers its offer.</summary>
    /// <exception cref="RoomException">Refused; nobody in the room has seen anything.</exception>
    public Task<MediaSessionAnswer> PublishAsync(string roomCode, string token, string sdp, CancellationToken cancellationToken)
    {
        var grant = Read(roomCode, token, TokenUse.Publish);
        return NamedAsync(() => OpenAsync(grant, token, TransportKind.Publish, async (room, session) =>
            await room.EnterToPublishAsync(grant, session, sdp, cancellationToken), cancellationToken));
    }

    /// <summary>Brings a player in and answers its offer.</summary>
    /// <param name="track">The one track to play, with its publisher's voice; null plays the room.</param>
    /// <exception cref="RoomException">Refused; nobody in the room has seen anything.</exception>
    public Task<MediaSessionAnswer> PlayAsync(string roomCode, string token, Guid? track, string sdp, CancellationToken cancellationToken)
    {
        var grant = Read(roomCode, token, TokenUse.Play);
        // A lecture does not begin because somebody wants to look at it.
        if (_rooms.LiveCount(roomCode) == 0) throw new RoomException(RoomError.NothingToPlay, "Nothing is published in this room.");
        return NamedAsync(() => OpenAsync(grant, token, TransportKind.Subscribe, async (room, session) =>
            await room.EnterToPlayAsync(grant, session, new PlayOffer(sdp, track is { } id ? new TrackId(id) : null), cancellationToken), cancellationToken));
    }

    /// <summary>Takes an ICE fragment (RFC 8840).</summary>
    /// <param name="iceSession">The ICE session that it is meant for; null for any.</param>
    public Task<MediaSessionPatch> PatchAsync(
        TransportKind kind, string id, string token, string fragment, string? iceSession, CancellationToken cancellationToken)
    {
        var session = Find(kind, id, token);
        return NamedAsync(() => session.Room.PatchAsync(session, new IcePatch(fragment, iceSession), cancellationToken));
    }

    /// <summary>Ends the session; its participant leaves the room.</summary>
    public Task EndAsync(TransportKind kind, string id, string token)
    {
        var session = Find(kind, id, token);
        return NamedAsync(async () =>
        {
            await session.Room.EndSessionAsync(session);
            return true;
        });
    }

    private async Task<MediaSessionAnswer> OpenAsync(
        JoinGrant grant, string token, TransportKind kind, Func<LiveRoom, MediaSession, Task<MediaSessionAnswer>> enter, CancellationToken cancellationToken)
    {
        return await _rooms.EnterAsync(grant.RoomCode, async room =>
        {
            var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18)); // 144 bits
            var session = new MediaSession(id, Hash(token), room, kind);
            _sessions[id] = session; // before it can end
            try
            {
                return await enter(room, session);
            }
            catch
            {
                _sessions.TryRemove(id, out _);
                throw;
            }
        }, cancellationToken);
    }

    private JoinGrant Read(string roomCode, string token, TokenUse use)
    {
        if (!_tokens.TryRead(token, _time.GetUtcNow(), out var grant, out var error)) throw new RoomException(error, "The token is not good.");
        if (!string.Equals(grant.RoomCode, roomCode, StringComparison.Ordinal) || (grant.Use != use && grant.Use != TokenUse.Lecture))
            throw new RoomException(RoomError.NotAllowed, "The token is for something else.");
        return grant;
    }

    private MediaSession Find(TransportKind kind, string id, string token)
    {
        if (!_sessions.TryGetValue(id, out var session) || session.Kind != kind) throw new RoomException(RoomError.SessionGone, "There is no such session.");
        // An expired token still ends what it began.
        if (!CryptographicOperations.FixedTimeEquals(session.TokenHash, Hash(token))) throw new RoomException(RoomError.NotAllowed, "Another token made this session.");
        return session;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static async Task<T> NamedAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (SfuException refused)
        {
            throw new RoomException(RoomErrors.Of(refused.Error), refused.Message);
        }
    }
}
