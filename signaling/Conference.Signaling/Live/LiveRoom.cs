using Conference.Rooms.Model;
using Conference.Sfu.Control;
using Conference.Signaling.Joining;
using Conference.Signaling.Messages;
using Microsoft.Extensions.Logging;

namespace Conference.Signaling.Live;

/// <summary>
/// One lecture that is going on, from its first participant to its end: who is inside, with which rights, and what the SFU does for them. It alone owns these, its chat
/// and its recording: every command runs alone in the room's queue, so that all see the same order of events; what waits for the database runs in the
/// <see cref="StorageLane"/> beside it.
/// </summary>
internal sealed partial class LiveRoom
{
    private readonly LiveRoomContext _context;
    private readonly ILogger _logger;
    private readonly RoomCommands _commands;
    private readonly StorageLane _storage;
    private readonly Roster _roster = new();
    private readonly SfuOrders _orders;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Lecture? _lecture;
    private Room? _room;
    private Attendance? _attendance;
    private HttpParticipants? _http;
    private LectureChat? _chat;
    private LectureRecording? _recording;
    private ITimer? _emptyTimer;
    private bool _opened;

    public LiveRoom(string code, LiveRoomContext context)
    {
        Code = code;
        _context = context;
        _logger = context.Loggers.CreateLogger<LiveRoom>();
        _commands = new RoomCommands(context.Time, _logger);
        _storage = new StorageLane(context.Time, context.Loggers.CreateLogger<StorageLane>());
        _orders = new SfuOrders(code, context.Loggers.CreateLogger<SfuOrders>());
    }

    public string Code { get; }

    /// <summary>How many people are inside; safe from any thread.</summary>
    public int Count => _roster.Count;

    /// <summary>Whether it is recorded; safe from any thread.</summary>
    public RecordingView RecordingView => _recording?.View ?? RecordingStatus.None;

    /// <summary>Of a room that somebody has joined.</summary>
    public LectureRecording Recording => _recording!;

    /// <inheritdoc cref="Recording"/>
    public LectureChat Chat => _chat!;

    /// <summary>Ends when the lecture is over and written down: only then may the room's next one begin.</summary>
    public Task Closed => _closed.Task;

    private Guid LectureId => _lecture!.Id;

    private RoomId SfuRoom => Attendance.SfuRoom;

    private Attendance Attendance => _attendance!;

    private RoomView View => new(
        Code, _room!.Title, _room.Owner?.Name ?? "", LectureId, _lecture!.StartedAt, _room.StudentsMaySpeak, _room.StudentsMayShowCamera,
        Wire.Mode(_room.RecordingMode));

    /// <summary>Takes a lecture up again that an earlier process left open; it ends if nobody comes.</summary>
    public Task AdoptAsync() => _commands.RunAsync(() => _commands.IsOver || _lecture is not null ? Task.CompletedTask : OpenAsync());

    /// <param name="tokenExpired">The token's signature held and its time is over: good enough only with a resume key.</param>
    public Task<JoinedMessage> JoinAsync(JoinGrant grant, bool tokenExpired, JoinMessage message, ParticipantLink link) =>
        _commands.RunAsync(async () =>
        {
            if (_commands.IsOver) throw RoomCommands.Over();
            if (_lecture is null) await OpenAsync();
            var kept = message.ResumeKey is { } key ? _roster.FindByResumeKey(ResumeKey.Hash(key)) : null;
            if (kept is not null) return await ResumeAsync(kept, message, link);
            if (tokenExpired) throw new RoomException(RoomError.TokenExpired, "The join token has expired.");
            return await EnterAsync(grant, message, link);
        });

    public void Disconnected(ParticipantLink link) => _commands.Post(() =>
    {
        if (link.Seat is { } seat && seat.Participant.Link == link) KeepPlace(seat.Participant);
    });

    public Task LeaveAsync(Participant participant, ParticipantLink link) => _commands.RunAsync(async () =>
    {
        _commands.RequireSeat(participant, link);
        link.Seat = null;
        await Attendance.RemoveAsync(participant);
        Close(link);
    });

    /// <summary>Lets a publisher or player by HTTP in.</summary>
    /// <param name="begins">It begins the lecture if none goes on.</param>
    public Task<MediaSessionAnswer> EnterAsync(bool begins, Func<HttpParticipants, Task<MediaSessionAnswer>> enter) => _commands.RunAsync(async () =>
    {
        if (_commands.IsOver) throw RoomCommands.Over();
        if (_lecture is null && !begins) throw new RoomException(RoomError.NothingToPlay, "Nothing is published in this room.");
        if (_lecture is null) await OpenAsync();
        var answer = await enter(_http!);
        if (begins) Recording.Begin();
        return answer;
    });

    /// <summary>Runs a command for one that is inside by HTTP.</summary>
    public Task<T> CommandAsync<T>(Func<HttpParticipants, Task<T>> command) =>
        _commands.RunAsync(() => _commands.IsOver || _http is null ? throw RoomCommands.Over() : command(_http));

    public Task<PublishedMessage> PublishAsync(
        Participant participant, ParticipantLink link, PublishOffer offer, CancellationToken cancellationToken) => _commands.RunAsync(async () =>
    {
        _commands.RequireSeat(participant, link);
        _commands.RequireAllowance(participant);
        var answer = await _context.Sfu.PublishAsync(SfuRoom, participant.SfuId, offer, cancellationToken);
        participant.PublishAgainPending = false;
        Recording.Begin();
        return new PublishedMessage(answer.Sdp, [.. answer.Tracks.Select(track => Wire.Track(track.Mid, track.Track))]);
    });

    public Task AnswerAsync(Participant participant, ParticipantLink link, AnswerMessage message, CancellationToken cancellationToken) =>
        _commands.RunAsync(async () =>
        {
            _commands.RequireSeat(participant, link);
            await _context.Sfu.AnswerAsync(SfuRoom, participant.SfuId, message.OfferId, message.Sdp, cancellationToken);
            if (participant.PendingOffer?.OfferId == message.OfferId) participant.PendingOffer = null;
        });

    public Task ResubscribeAsync(Participant participant, ParticipantLink link, CancellationToken cancellationToken) =>
        _commands.RunAsync(async () =>
        {
            _commands.RequireSeat(participant, link);
            _commands.RequireAllowance(participant);
            await _context.Sfu.ResubscribeAsync(SfuRoom, participant.SfuId, cancellationToken);
        });

    public Task SetMediaStateAsync(Participant participant, ParticipantLink link, MediaStateMessage state) => _commands.RunAsync(() =>
    {
        _commands.RequireSeat(participant, link);
        _commands.RequireAllowance(participant);
        ShowChange(participant, () => participant.Media = state);
    });

    /// <summary>Takes effect at the SFU first and is kept for the room's next lecture.</summary>
    public Task SetSwitchesAsync(Participant participant, ParticipantLink link, SwitchesMessage switches) => _commands.RunAsync(async () =>
    {
        _commands.RequireManager(participant, link);
        var speak = switches.StudentsMaySpeak ?? _room!.StudentsMaySpeak;
        var camera = switches.StudentsMayShowCamera ?? _room!.StudentsMayShowCamera;
        if (speak == _room!.StudentsMaySpeak && camera == _room.StudentsMayShowCamera) return;
        _room.StudentsMaySpeak = speak;
        _room.StudentsMayShowCamera = camera;
        foreach (var other in _roster.All) await SetRightsAsync(other, RoomRights.Of(other.Role, speak, camera));
        var view = View;
        _roster.SendAll(client => client.RoomChanged(view));
        _storage.Post("room switches", () => _context.Stores.Rooms.SetSwitchesAsync(_room.Id, speak, camera, _context.Stopping));
    });

    /// <summary>The room's settings have changed: takes what they say now.</summary>
    public void RefreshPolicy() => _commands.Post(() =>
    {
        // In the lane, so that of two changes the last one read is the last one taken.
        if (_room is { } room) _storage.Post("recording policy", async () => TakePolicy(await _context.Stores.Rooms.FindAsync(room.Id, _context.Stopping)));
    });

    public Task EndLectureAsync(Participant participant, ParticipantLink link) => _commands.RunAsync(async () =>
    {
        _commands.RequireManager(participant, link);
        await EndAsync();
    });

    /// <summary>The server stops: everybody's stay ends, the lecture itself stays open for the next process.</summary>
    public async Task StopAsync()
    {
        _commands.Post(() =>
        {
            _commands.IsOver = true;
            foreach (var participant in _roster.All)
            {
                participant.Grace?.Dispose();
                Attendance.MarkLeft(participant);
            }

            Finish();
        });
        await Closed;
    }

    /// <summary>Passes an event of the SFU on to whom it concerns.</summary>
    public void Deliver(SfuEvent happened) => _commands.Post(() =>
    {
        switch (happened)
        {
            case SubscribeOffer offer when _roster.Find(offer.Participant.Value) is { } participant:
                var message = Wire.Offer(offer);
                participant.PendingOffer = message;
                participant.Send(client => client.Offer(message));
                break;
            case TransportChanged { State: TransportState.Closed } closed when _http!.FindOver(closed) is { } over:
                return Attendance.RemoveAsync(over);
            case PublishAgain again when _roster.Find(again.Participant.Value) is { } participant:
                participant.PublishAgainPending = true;
                participant.Send(client => client.PublishAgain());
                break;
            case TransportChanged { State: TransportState.Closed } closed when _roster.Find(closed.Participant.Value) is { } participant:
                participant.Send(client => client.TransportClosed(new TransportClosedMessage(Wire.Kind(closed.Kind), closed.Reason)));
                break;
            case ActiveSpeakers speakers:
                Guid[] ids = [.. speakers.Participants.Select(id => id.Value)];
                _roster.SendAll(client => client.ActiveSpeakers(ids));
                break;
        }

        return Task.CompletedTask;
    });

    private async Task OpenAsync()
    {
        try
        {
            var stores = _context.Stores;
            _room = await stores.Rooms.FindAsync(Code, _context.Stopping)
                ?? throw new RoomException(RoomError.RoomGone, "There is no such room any more.");
            _lecture = await stores.Lectures.StartOrGetAsync(_room.Id, _context.Stopping);
            _attendance = new Attendance(_lecture, _room, _roster, _storage, _orders, _context, WatchEmptiness);
            _http = new HttpParticipants(_attendance, _commands, _roster, _orders, _context);
            _chat = new LectureChat(_lecture, _commands, _storage, _roster, _attendance, _context);
            _recording = new LectureRecording(_lecture, _room, _commands, _storage, _roster, _attendance, _context);
            await _chat.LoadAsync();
            await _recording.LoadAsync();
            await _context.Sfu.OpenRoomAsync(SfuRoom, _context.Stopping);
        }
        catch
        {
            // Nothing is lost: the next caller makes this room anew.
            _commands.IsOver = true;
            Finish();
            throw;
        }

        _context.Opened(LectureId, this);
        _opened = true;
        _context.Metrics.RoomOpened();
        LogOpened(Code, LectureId);
        _attendance.MarkEarlierLeft();
        WatchEmptiness();
    }

    private async Task<JoinedMessage> EnterAsync(JoinGrant grant, JoinMessage message, ParticipantLink link)
    {
        var key = ResumeKey.Create(out var hash);
        var participant = Attendance.Make(grant, hash, session: null);
        await _context.Sfu.JoinAsync(
            SfuRoom, participant.SfuId, new ParticipantOptions(participant.Rights, Wire.Codecs(message.Receives)), _context.Stopping);
        Attendance.Add(participant);
        if (participant.Role == ParticipantRole.Teacher) Recording.Begin();
        return TakeSeat(participant, key, link, Attendance.Announce);
    }

    private void TakePolicy(Room? row) => _commands.Post(() =>
    {
        if (row is null || row.RecordingMode == _room!.RecordingMode) return;
        _room.RecordingMode = row.RecordingMode;
        var view = View;
        _roster.SendAll(client => client.RoomChanged(view));
        Recording.ObeyPolicy();
    });

    private async Task<JoinedMessage> ResumeAsync(Participant participant, JoinMessage message, ParticipantLink link)
    {
        _commands.RequireAllowance(participant);
        if (!message.KeepsTransports)
        {
            participant.PendingOffer = null;
            participant.PublishAgainPending = false;
            await _context.Sfu.JoinAsync(
                SfuRoom, participant.SfuId, new ParticipantOptions(participant.Rights, Wire.Codecs(message.Receives)), _context.Stopping);
            participant.Media = new MediaStateMessage(false, false, false);
        }

        participant.Grace?.Dispose();
        participant.Grace = null;
        if (participant.Link is { } old)
        {
            old.Seat = null;
            old.Send(client => client.Replaced());
            Close(old);
        }

        _context.Metrics.Resumed();
        var joined = TakeSeat(participant, message.ResumeKey!, link, ShowToOthers);
        if (participant.PendingOffer is { } offer) link.Send(client => client.Offer(offer));
        if (participant.PublishAgainPending) link.Send(client => client.PublishAgain());
        return joined;
    }

    private JoinedMessage TakeSeat(Participant participant, string key, ParticipantLink link, Action<Participant> announce)
    {
        participant.Link = link;
        link.Seat = new Seat(this, participant);
        announce(participant);
        var joined = new JoinedMessage(
            participant.Id, key, View, RoomRights.View(participant.Role, participant.Rights), _roster.Views, Chat.Messages, Recording.View, _context.Options.IceServers)
        {
            Written = link.Open,
        };
        // The connection may have ended while this join waited in the queue; OnDisconnectedAsync has then found no seat.
        if (link.IsGone) KeepPlace(participant);
        return joined;
    }

    private void KeepPlace(Participant participant)
    {
        participant.Link = null;
        ShowToOthers(participant);
        participant.Grace?.Dispose();
        ITimer? grace = null;
        grace = _commands.PostLater(_context.Options.ReconnectGrace, () => participant.Grace == grace ? Attendance.RemoveAsync(participant) : Task.CompletedTask);
        participant.Grace = grace;
    }

    private void ShowToOthers(Participant participant)
    {
        var view = participant.View;
        _roster.SendOthers(participant, client => client.ParticipantChanged(view));
    }

    private async Task SetRightsAsync(Participant participant, PublishRights rights)
    {
        if (rights == participant.Rights) return;
        await _orders.TellAsync(() => _context.Sfu.SetRightsAsync(SfuRoom, participant.SfuId, rights, _context.Stopping));
        ShowChange(participant, () => participant.Rights = rights);
        var view = RoomRights.View(participant.Role, rights);
        participant.Send(client => client.RightsChanged(view));
    }

    private void ShowChange(Participant participant, Action change)
    {
        var before = participant.View;
        change();
        var after = participant.View;
        if (after != before) _roster.SendAll(client => client.ParticipantChanged(after));
    }

    private void WatchEmptiness()
    {
        ITimer? timer = null;
        timer = _commands.PostLater(
            _context.Options.EmptyRoomGrace, () => _emptyTimer == timer && _roster.Count == 0 ? EndAsync() : Task.CompletedTask);
        _emptyTimer?.Dispose();
        _emptyTimer = timer;
    }

    private async Task EndAsync()
    {
        _commands.IsOver = true;
        foreach (var participant in _roster.All)
        {
            participant.Grace?.Dispose();
            if (participant.Link is not { } link) continue;
            link.Send(client => client.LectureEnded());
            Close(link);
        }

        LogEnded(Code, LectureId);
        _storage.PostUntilKept("end of lecture", () => _context.Stores.Lectures.EndAsync(LectureId, _context.Stopping), _context.Stopping);
        Finish();
        await _orders.TellAsync(() => _context.Sfu.CloseRoomAsync(SfuRoom, _context.Stopping));
    }

    /// <summary>No more commands; what is queued for the database still goes there.</summary>
    private void Finish()
    {
        _emptyTimer?.Dispose();
        _storage.Complete();
        _commands.Complete();
        foreach (var participant in _roster.All)
            if (participant.Session is { } session) _context.SessionEnded(session);
        if (_opened) _context.Metrics.RoomClosed();
        _context.Metrics.ParticipantsChanged(-_roster.Count);
        _ = AnnounceAsync();

        async Task AnnounceAsync()
        {
            await _storage.Completion;
            _context.Closed(this, _attendance?.ResumeKeys ?? []);
            _closed.SetResult();
        }
    }

    private void Close(ParticipantLink link) => _ = link.CloseAsync(_context.Options.CloseDelay, _context.Time);
}
