using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Conference.Rooms.Storage;
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
    private readonly RoomTokenStore _issued;
    private readonly RoomService _rooms;
    private readonly TimeProvider _time;

    internal MediaSessions(JoinTokens tokens, RoomTokenStore issued, RoomService rooms, TimeProvider time)
    {
        _tokens = tokens;
        _issued = issued;
        _rooms = rooms;
        _time = time;
        rooms.SessionEnded = session => _sessions.TryRemove(session.Id, out _);
    }

    /// <summary>Brings a publisher in and answers its offer; it begins the lecture if none goes on.</summary>
    /// <exception cref="RoomException">Refused; nobody in the room has seen anything.</exception>
    public async Task<MediaSessionAnswer> PublishAsync(string roomCode, string token, string sdp, CancellationToken cancellationToken)
    {
        var grant = await ReadAsync(roomCode, token, TokenUse.Publish, cancellationToken);
        return await NamedAsync(() => OpenAsync(
            grant, token, TransportKind.Publish, begins: true,
            (http, session) => http.PublishAsync(grant, session, new PublishOffer(sdp, Sections: null), cancellationToken), cancellationToken));
    }

    /// <summary>Brings a player in and answers its offer.</summary>
    /// <param name="track">The one track to play, with its publisher's voice; null plays the room.</param>
    /// <exception cref="RoomException">Refused; nobody in the room has seen anything.</exception>
    public async Task<MediaSessionAnswer> PlayAsync(string roomCode, string token, Guid? track, string sdp, CancellationToken cancellationToken)
    {
        var grant = await ReadAsync(roomCode, token, TokenUse.Play, cancellationToken);
        // A lecture does not begin because somebody wants to look at it.
        if (_rooms.LiveCount(roomCode) == 0) throw new RoomException(RoomError.NothingToPlay, "Nothing is published in this room.");
        var offer = new PlayOffer(sdp, track is { } id ? new TrackId(id) : null);
        return await NamedAsync(() => OpenAsync(
            grant, token, TransportKind.Subscribe, begins: false,
            (http, session) => http.PlayAsync(grant, session, offer, cancellationToken), cancellationToken));
    }

    /// <summary>Takes an ICE fragment (RFC 8840).</summary>
    /// <param name="iceSession">The ICE session that it is meant for; null for any.</param>
    public Task<MediaSessionPatch> PatchAsync(
        TransportKind kind, string id, string token, string fragment, string? iceSession, CancellationToken cancellationToken)
    {
        var session = Find(kind, id, token);
        return CommandAsync(session, http => http.PatchAsync(session, new IcePatch(fragment, iceSession), cancellationToken));
    }

    /// <summary>Ends the session; its participant leaves the room.</summary>
    public Task EndAsync(TransportKind kind, string id, string token) => EndAsync(Find(kind, id, token));

    /// <summary>Ends whatever a token has begun, after it was withdrawn.</summary>
    public async Task EndAllAsync(Guid tokenId)
    {
        foreach (var session in _sessions.Values.Where(session => session.TokenId == tokenId))
        {
            try
            {
                await EndAsync(session);
            }
            catch (RoomException gone) when (gone.Error == RoomError.SessionGone)
            {
                // It has ended by itself meanwhile.
            }
        }
    }

    private async Task<MediaSessionAnswer> OpenAsync(
        JoinGrant grant, string token, TransportKind kind, bool begins, Func<HttpParticipants, MediaSession, Task<MediaSessionAnswer>> enter,
        CancellationToken cancellationToken)
    {
        var (session, answer) = await _rooms.EnterAsync(grant.RoomCode, async room =>
        {
            var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18)); // 144 bits
            var opened = new MediaSession(id, Hash(token), grant.TokenId, room, kind);
            _sessions[id] = opened; // before it can end
            try
            {
                return (opened, await room.EnterAsync(begins, http => enter(http, opened)));
            }
            catch
            {
                _sessions.TryRemove(id, out _);
                throw;
            }
        }, cancellationToken);
        // Withdrawn while it came in: whoever withdrew it may not have found the session yet.
        if (await IsWithdrawnAsync(grant, cancellationToken))
        {
            await EndAllAsync(session.TokenId!.Value);
            throw Withdrawn();
        }

        return answer;
    }

    private static Task<bool> EndAsync(MediaSession session) => CommandAsync(session, async http =>
    {
        await http.EndAsync(session);
        return true;
    });

    private static async Task<T> CommandAsync<T>(MediaSession session, Func<HttpParticipants, Task<T>> command)
    {
        try
        {
            return await NamedAsync(() => session.Room.CommandAsync(command));
        }
        catch (RoomException ended) when (ended.Error == RoomError.LectureEnded)
        {
            throw Gone();
        }
    }

    private async Task<JoinGrant> ReadAsync(string roomCode, string token, TokenUse use, CancellationToken cancellationToken)
    {
        var grant = Read(roomCode, token, use);
        return await IsWithdrawnAsync(grant, cancellationToken) ? throw Withdrawn() : grant;
    }

    private async Task<bool> IsWithdrawnAsync(JoinGrant grant, CancellationToken cancellationToken) =>
        grant.Use != TokenUse.Lecture && (grant.TokenId is not { } id || !await _issued.ExistsAsync(id, cancellationToken));

    private JoinGrant Read(string roomCode, string token, TokenUse use)
    {
        if (!_tokens.TryRead(token, _time.GetUtcNow(), out var grant, out var error)) throw new RoomException(error, "The token is not good.");
        if (!string.Equals(grant.RoomCode, roomCode, StringComparison.Ordinal) || (grant.Use != use && grant.Use != TokenUse.Lecture))
            throw new RoomException(RoomError.NotAllowed, "The token is for something else.");
        return grant;
    }

    private MediaSession Find(TransportKind kind, string id, string token)
    {
        if (!_sessions.TryGetValue(id, out var session) || session.Kind != kind) throw Gone();
        // An expired token still ends what it began.
        if (!CryptographicOperations.FixedTimeEquals(session.TokenHash, Hash(token))) throw new RoomException(RoomError.NotAllowed, "Another token made this session.");
        return session;
    }

    private static RoomException Gone() => new(RoomError.SessionGone, "There is no such session.");

    private static RoomException Withdrawn() => new(RoomError.TokenWithdrawn, "The token has been withdrawn.");

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
