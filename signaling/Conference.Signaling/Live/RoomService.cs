using System.Collections.Concurrent;
using Conference.Rooms.Storage;
using Conference.Sfu.Control;
using Conference.Signaling.Joining;
using Conference.Signaling.Messages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Live;

/// <summary>
/// Finds the live room of a code and of an event. Every room that has a lecture on this server is here; its state is its own (<see cref="LiveRoom"/>).
/// </summary>
public sealed partial class RoomService : BackgroundService
{
    private readonly ConcurrentDictionary<string, LiveRoom> _rooms = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, LiveRoom> _byLecture = new();
    private readonly CancellationTokenSource _impatient = new();
    private readonly JoinTokens _tokens;
    private readonly StorageEvents _storageEvents;
    private readonly LectureStore _lectures;
    private readonly EndedLectures _ended;
    private readonly LiveRoomContext _context;
    private readonly ILogger _logger;
    private volatile bool _stopping;

    internal RoomService(
        SignalingOptions options,
        JoinTokens tokens,
        RoomStores stores,
        StorageEvents storageEvents,
        ISfu sfu,
        TimeProvider time,
        SignalingMetrics metrics,
        IHostApplicationLifetime host,
        ILoggerFactory loggers)
    {
        _tokens = tokens;
        _storageEvents = storageEvents;
        _lectures = stores.Lectures;
        _ended = new EndedLectures(time);
        _logger = loggers.CreateLogger<RoomService>();
        _context = new LiveRoomContext(
            options, stores, sfu, time, metrics, loggers, (lecture, room) => _byLecture[lecture] = room, Forget, session => SessionEnded(session), _impatient.Token);
        host.ApplicationStopping.Register(() => _stopping = true);
    }

    /// <summary>How many people are in the room's lecture now; 0 when none is going on.</summary>
    public int LiveCount(string roomCode) => _rooms.TryGetValue(roomCode, out var room) ? room.Count : 0;

    /// <summary>What the people in the room's lecture see of its recording; null when none is going on.</summary>
    public RecordingView? LiveRecording(string roomCode) => _rooms.TryGetValue(roomCode, out var room) ? room.RecordingView : null;

    /// <summary>The room's recording policy was changed: its lecture, if one goes on, obeys it from now on.</summary>
    public void PolicyChanged(string roomCode)
    {
        if (_rooms.TryGetValue(roomCode, out var room)) room.RefreshPolicy();
    }

    internal async Task<JoinedMessage> JoinAsync(JoinMessage message, ParticipantLink link, CancellationToken cancellationToken)
    {
        if (!_tokens.TryRead(message.Token, _context.Time.GetUtcNow(), out var grant, out var error) && grant is null)
        {
            throw new RoomException(error, "The join token was not issued by this server.");
        }

        var expired = error == RoomError.TokenExpired;
        if (expired && message.ResumeKey is null) throw new RoomException(error, "The join token has expired.");
        if (grant.Use != TokenUse.Lecture) throw new RoomException(RoomError.NotAllowed, "This token is for WHIP or WHEP.");
        while (true)
        {
            if (_stopping) throw Stopping();
            if (message.ResumeKey is { } key && _ended.Contains(ResumeKey.Hash(key)))
            {
                throw new RoomException(RoomError.LectureEnded, "The lecture is over.");
            }

            // With an expired token only a place in a room that is there can be taken.
            var room = expired ? _rooms.GetValueOrDefault(grant.RoomCode) : _rooms.GetOrAdd(grant.RoomCode, Make);
            if (room is null) throw new RoomException(RoomError.TokenExpired, "The join token has expired.");
            try
            {
                return await room.JoinAsync(grant, expired, message, link);
            }
            catch (RoomException refused) when (refused.Error == RoomError.LectureEnded)
            {
                // The lecture ended in this moment: whoever was inside hears so above, a newcomer begins the next one.
                await room.Closed.WaitAsync(cancellationToken);
            }
        }
    }

    /// <summary>Told when a session by HTTP is over, however it ended.</summary>
    internal Action<MediaSession> SessionEnded { get; set; } = _ => { };

    /// <summary>Lets somebody without a hub connection into the room of that code; if its lecture is just ending, into the next.</summary>
    internal async Task<T> EnterAsync<T>(string roomCode, Func<LiveRoom, Task<T>> enter, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_stopping) throw Stopping();
            var room = _rooms.GetOrAdd(roomCode, Make);
            try
            {
                return await enter(room);
            }
            catch (RoomException refused) when (refused.Error == RoomError.LectureEnded)
            {
                await room.Closed.WaitAsync(cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        try
        {
            await Task.WhenAll(_rooms.Values.Select(room => room.StopAsync())).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await _impatient.CancelAsync();
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _impatient.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = _storageEvents.Subscribe();
        try
        {
            await Task.WhenAll(AdoptAsync(stoppingToken), PumpSfuAsync(stoppingToken), PumpStorageAsync(subscription, stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private static RoomException Stopping() => new(RoomError.ServerStopping, "The server is stopping; try again in a moment.");

    private LiveRoom Make(string code) => new(code, _context);

    private void Forget(LiveRoom room, IReadOnlyCollection<string> resumeKeys)
    {
        _ended.Add(resumeKeys);
        foreach (var (lecture, owner) in _byLecture)
        {
            if (owner == room) _byLecture.TryRemove(lecture, out _);
        }

        _rooms.TryRemove(KeyValuePair.Create(room.Code, room));
    }

    /// <summary>Lectures that a process before this one left open go on, and end by themselves if nobody comes back.</summary>
    private async Task AdoptAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var lecture in await _lectures.ListRunningAsync(cancellationToken))
            {
                if (lecture.Room is { } row && !_rooms.ContainsKey(row.Code)) await _rooms.GetOrAdd(row.Code, Make).AdoptAsync();
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotAdopted(exception);
        }
    }

    private async Task PumpSfuAsync(CancellationToken cancellationToken)
    {
        await foreach (var happened in _context.Sfu.Events.ReadAllAsync(cancellationToken))
        {
            if (_byLecture.TryGetValue(happened.Room.Value, out var room)) room.Deliver(happened);
        }
    }

    private async Task PumpStorageAsync(StorageSubscription subscription, CancellationToken cancellationToken)
    {
        await foreach (var happened in subscription.Events.ReadAllAsync(cancellationToken))
        {
            if (happened is RecordingChanged changed && _byLecture.TryGetValue(changed.LectureId, out var room))
            {
                room.Recording.Refresh();
            }
            else if (happened is StorageEventsResumed)
            {
                foreach (var live in _byLecture.Values) live.Recording.Refresh();
            }
        }
    }
}
