using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// A room: its participants, tracks and taps. Lives on one Worker's thread from birth to death; nothing of it is touched by another. Its subscribers are members of
/// audiences, the first of which is on the same Worker.
/// </summary>
internal sealed class Room : Timed, IAudienceOwner
{
    /// <summary>How often feedback, retries and reports are looked at: NACKs are wanted within a fraction of a round trip.</summary>
    public const long TickMicroseconds = 20_000;

    private readonly Action<Room> _onClosed;
    private readonly Dictionary<ParticipantId, Participant> _participants = [];
    private readonly List<UpTrack> _tracks = [];
    private readonly List<UpTrack> _active = [];
    private readonly List<IAudience> _audiences;
    private readonly List<FarAudience> _farAudiences = [];
    private readonly Queue<Participant> _unserved = [];
    private Timestamp _nextTick;
    private Timestamp _nextSpeakers;

    /// <param name="onClosed">Told once, on the Worker's thread.</param>
    public Room(RoomId id, RoomContext context, Action<Room> onClosed)
    {
        Id = id;
        Context = context;
        Worker = context.Worker;
        _onClosed = onClosed;
        Home = new Audience(id, context, this);
        _audiences = [Home];
    }

    public RoomId Id { get; }

    public RoomContext Context { get; }

    public Worker Worker { get; }

    /// <summary>The subscribers on this Worker.</summary>
    public Audience Home { get; }

    /// <summary>The subscribers on other Workers.</summary>
    public IReadOnlyList<FarAudience> FarAudiences => _farAudiences;

    public ActiveSpeaker Speakers { get; } = new();

    public List<Tap> Taps { get; } = [];

    public IReadOnlyList<UpTrack> Tracks => _tracks;

    /// <summary>
    /// The tracks in the order of <see cref="PlayOffer"/>: publishers who may show the screen first, then who published earlier; of each the camera before the
    /// screen, the microphone before the screen's sound.
    /// </summary>
    public IReadOnlyList<UpTrack> TracksForPlayers { get; private set; } = [];

    public int ParticipantCount => _participants.Count;

    public bool IsClosed { get; private set; }

    /// <summary>See <see cref="ISfu.JoinAsync"/>.</summary>
    public void Join(Timestamp now, ParticipantId id, ParticipantOptions options)
    {
        if (_participants.Remove(id, out var previous)) Close(previous, now, TransportCloseReason.Replaced);
        else Worker.Counters.Participants++;
        var participant = new Participant(id, options) { OfferIds = previous?.OfferIds ?? new OfferIds() };
        _participants.Add(id, participant);
        Subscribe(now, participant);
        AskForAnotherCodec(participant);
    }

    /// <summary>See <see cref="ISfu.LeaveAsync"/>.</summary>
    public void Leave(Timestamp now, ParticipantId id)
    {
        var participant = Find(id);
        _participants.Remove(id);
        Worker.Counters.Participants--;
        Close(participant, now, TransportCloseReason.Left);
        Speakers.Remove(id);
    }

    /// <summary>See <see cref="ISfu.SetRightsAsync"/>.</summary>
    public void SetRights(ParticipantId id, PublishRights rights)
    {
        Find(id).Rights = rights;
        ShowTracks();
    }

    /// <summary>See <see cref="ISfu.PublishAsync"/>.</summary>
    /// <exception cref="SfuException">Refused; nothing has changed.</exception>
    public PublishAnswer Publish(Timestamp now, ParticipantId id, PublishRequest request)
    {
        var participant = Find(id);
        return new Publication(this, participant, request).Negotiate(now, Receivers(except: participant));
    }

    /// <summary>See <see cref="ISfu.PlayAsync"/>: the audience of the subscription that is returned answers.</summary>
    /// <exception cref="SfuException">Refused; nothing has changed.</exception>
    public Subscription Play(Timestamp now, ParticipantId id, PlayPlan plan)
    {
        var participant = Find(id);
        if (participant.TakesOffers) throw new SfuException(SfuError.NotAllowed, $"Participant {id} takes our offers and may not make its own.");
        plan.Check(this);
        EndSubscription(now, participant, TransportCloseReason.Replaced);
        participant.Receives = plan.Receives;
        var subscription = Place(now, participant);
        AskForAnotherCodec(participant);
        return subscription;
    }

    /// <summary>See <see cref="ISfu.PatchIceAsync"/>, for the sending transport.</summary>
    /// <exception cref="SfuException">Refused; nothing has changed.</exception>
    public IcePatchAnswer PatchIce(ParticipantId id, IceFragment fragment, string? iceSession)
    {
        var publishing = Find(id).Publishing;
        return IcePatching.Patch(Context, publishing?.Transport, publishing?.Binding, fragment, iceSession);
    }

    /// <summary>The receiving of a participant, whose audience does what concerns the transport.</summary>
    /// <exception cref="SfuException">There is no such participant, or it has none: <paramref name="otherwise"/>.</exception>
    public Subscription FindSubscription(ParticipantId id, SfuError otherwise) =>
        Find(id).Subscribing ?? throw new SfuException(otherwise, $"Participant {id} has no transport to receive on.");

    /// <summary>See <see cref="ISfu.ResubscribeAsync"/>.</summary>
    public void Resubscribe(Timestamp now, ParticipantId id)
    {
        var participant = Find(id);
        EndSubscription(now, participant, TransportCloseReason.Replaced);
        Subscribe(now, participant);
    }

    /// <summary>Opens a Tap and tells it every track that is there.</summary>
    public Tap OpenTap(Timestamp now)
    {
        var tap = new Tap(
            Worker, Context.Options.TapCapacity,
            closing => Worker.Post(at => CloseTap(closing, at)),
            (track, reason) => Worker.Post(at => _tracks.Find(candidate => candidate.Id == track)?.RequestKeyFrame(at, reason)));
        foreach (var track in _tracks)
        {
            track.Introduce(tap, now);
            track.RequestKeyFrame();
        }

        Taps.Add(tap);
        return tap;
    }

    /// <summary>Ends every transport and tap; does nothing the second time.</summary>
    public void Close(Timestamp now, TransportCloseReason reason)
    {
        if (IsClosed) return;
        IsClosed = true;
        foreach (var participant in _participants.Values.ToList()) Close(participant, now, reason);
        foreach (var far in _farAudiences) far.Close(reason);
        Home.Close(now, reason);
        Worker.Counters.Participants -= _participants.Count;
        _participants.Clear();
        foreach (var tap in Taps) tap.Complete(now);
        Taps.Clear();
        Worker.Deadlines.Cancel(this);
        _onClosed(this);
    }

    /// <summary>Notes that the track has packets of the present batch.</summary>
    public void Activate(UpTrack track)
    {
        if (_active.Count == 0) Worker.Activate(this);
        if (!_active.Contains(track)) _active.Add(track); // twice when its stream began again within the batch
    }

    /// <summary>A frame of the present batch is not whole, and worth waiting for.</summary>
    public bool AwaitsMore
    {
        get
        {
            foreach (var track in _active)
                if (track.AwaitsMore) return true;
            return false;
        }
    }

    /// <summary>The batch is about to leave, whether it waited or not.</summary>
    public void OnGathered()
    {
        foreach (var track in _active) track.OnGathered();
    }

    /// <summary>Sends what the present batch brought.</summary>
    public void Forward(Timestamp now)
    {
        if (_farAudiences.Count > 0)
        {
            foreach (var track in _active) track.Relay();
            foreach (var far in _farAudiences) far.Publish();
        }

        foreach (var track in _active) track.Forward(now);
        _active.Clear();
        foreach (var tap in Taps) tap.Flush(now);
    }

    /// <summary>Something cannot wait for the next tick: it is looked at before this turn of the loop ends.</summary>
    public void Hurry() => Worker.Deadlines.Schedule(this, default);

    public override Timestamp HandleTimeout(Timestamp now)
    {
        if (IsClosed) return Timestamp.Never;
        while (_unserved.Count > 0 && Worker.OfferTime.HasTime) Subscribe(now, _unserved.Dequeue());
        foreach (var track in _tracks) track.Publisher.AskForKeyFrame(now, track);
        if (now >= _nextTick) Tick(now);
        if (_unserved.Count > 0) return now;
        return _tracks.Count > 0 || Taps.Count > 0 || Speakers.ListsSomebody ? _nextTick : Timestamp.Never;
    }

    public void OnPublished(UpTrack track, Timestamp now)
    {
        _tracks.Add(track);
        ShowTracks();
        Context.Events(new TrackPublished(Id, track.Info));
        foreach (var tap in Taps) tap.Tell(new TapTrackStarted(track.Info, now.Microseconds), now);
        foreach (var participant in _participants.Values)
            if (participant.Subscribing is null && participant.TakesOffers && participant.Id != track.Info.Participant) _unserved.Enqueue(participant);
        if (Taps.Count > 0) track.RequestKeyFrame();
        Hurry();
    }

    /// <summary>A renegotiation gave the track another codec: its DownTracks go on as they are, taps are told.</summary>
    public void OnCodecChanged(UpTrack track, Timestamp now)
    {
        foreach (var tap in Taps) tap.Tell(new TapTrackStarted(track.Info, now.Microseconds), now);
        track.RequestKeyFrame();
    }

    public void OnUnpublished(UpTrack track, Timestamp now)
    {
        _tracks.Remove(track);
        _active.Remove(track);
        track.Close();
        ShowTracks();
        if (track.Info.Source == TrackSource.Microphone) Speakers.Remove(track.Info.Participant);
        foreach (var tap in Taps) tap.Tell(new TapTrackEnded(track.Id, now.Microseconds), now);
        Context.Events(new TrackUnpublished(Id, track.Info));
    }

    public void OnTransportConnected(Participant participant, TransportKind kind) =>
        Context.Events(new TransportChanged(Id, participant.Id, kind, TransportState.Connected, ""));

    public void OnTransportConnecting(Participant participant, TransportKind kind) =>
        Context.Events(new TransportChanged(Id, participant.Id, kind, TransportState.Connecting, ""));

    public void OnTransportClosed(Participant participant, TransportKind kind, TransportCloseReason reason) =>
        Context.Events(new TransportChanged(Id, participant.Id, kind, TransportState.Closed, Word(reason)));

    public override void OnFault(Timestamp now) => Close(now, TransportCloseReason.Fault);

    public void OnConnected(Subscription subscription)
    {
        if (FindOwner(subscription) is { } participant) OnTransportConnected(participant, TransportKind.Subscribe);
    }

    public void OnClosed(Subscription subscription, TransportCloseReason reason)
    {
        if (FindOwner(subscription) is { } participant) OnEnded(participant, reason);
    }

    public void OnOffer(Subscription subscription, SubscribeOffer offer)
    {
        if (FindOwner(subscription) is not null) Context.Events(offer);
    }

    /// <summary>A helper's part of the room has broken: its subscribers were told that their transports are closed.</summary>
    public void OnFault(FarAudience far)
    {
        Remove(far, TransportCloseReason.Fault);
        // Also whoever was placed there meanwhile, of whom that Worker has not heard: nobody there runs an order any more.
        foreach (var participant in _participants.Values)
            if (participant.Subscribing?.Audience == far) OnEnded(participant, TransportCloseReason.Fault);
    }

    /// <summary>The participant whose present subscription it is; null when it has ended or been replaced, of which everybody was told then.</summary>
    private Participant? FindOwner(Subscription subscription) =>
        _participants.TryGetValue(subscription.Participant, out var participant) && participant.Subscribing == subscription ? participant : null;

    private void CloseTap(Tap tap, Timestamp now)
    {
        if (Taps.Remove(tap)) tap.Complete(now);
    }

    private Participant Find(ParticipantId id) =>
        _participants.TryGetValue(id, out var participant)
            ? participant
            : throw new SfuException(SfuError.UnknownParticipant, $"Participant {id} is not in room {Id}.");

    private IEnumerable<IReadOnlyList<VideoCodec>> Receivers(Participant except) =>
        _participants.Values.Where(participant => participant != except).Select(participant => participant.Receives).OfType<IReadOnlyList<VideoCodec>>();

    /// <summary>Publishers whose codec a newcomer cannot receive are asked to offer again, those whom that word reaches.</summary>
    private void AskForAnotherCodec(Participant newcomer)
    {
        if (newcomer.Receives is not { } receives) return;
        foreach (var publisher in _tracks.Where(track => !receives.Takes(track.Codec)).Select(track => track.Publisher.Participant).Distinct())
            if (publisher.TakesOffers) Context.Events(new PublishAgain(Id, publisher.Id));
    }

    /// <summary>Gives a participant without a receiving transport one with all tracks of the others, if there are any and it takes offers.</summary>
    private void Subscribe(Timestamp now, Participant participant)
    {
        if (participant.Subscribing is not null || !participant.TakesOffers || _participants.GetValueOrDefault(participant.Id) != participant) return;
        if (_tracks.TrueForAll(track => track.Info.Participant == participant.Id)) return;
        var subscription = Place(now, participant);
        subscription.Audience.Do(now, (audience, at) => audience.Admit(at, subscription));
    }

    /// <summary>Decides where a participant is served.</summary>
    private Subscription Place(Timestamp now, Participant participant)
    {
        var audience = Spreading.FindPlace(_audiences, Context.Options.SubscribersPerWorker) ?? FindHelp() ?? Spreading.LeastUsed(_audiences);
        audience.Subscriptions++;
        participant.Subscribing = new Subscription(participant.Id, participant.Receives ?? [], participant.OfferIds, audience);
        OnTransportConnecting(participant, TransportKind.Subscribe);
        return participant.Subscribing;
    }

    private FarAudience? FindHelp()
    {
        if (Spreading.FindHelper(_audiences, Context.All) is not { } helper) return null;
        var far = new FarAudience(this, helper);
        _farAudiences.Add(far);
        _audiences.Add(far);
        far.Show(TracksForPlayers);
        return far;
    }

    private void EndSubscription(Timestamp now, Participant participant, TransportCloseReason reason)
    {
        if (participant.Subscribing is not { } subscription) return;
        OnEnded(participant, reason);
        subscription.Audience.Do(now, (audience, at) => audience.Dismiss(at, subscription, reason));
    }

    private void OnEnded(Participant participant, TransportCloseReason reason)
    {
        participant.Subscribing!.Audience.Subscriptions--;
        participant.Subscribing = null;
        OnTransportClosed(participant, TransportKind.Subscribe, reason);
    }

    private void Close(Participant participant, Timestamp now, TransportCloseReason reason)
    {
        participant.Publishing?.Close(now, reason);
        EndSubscription(now, participant, reason);
    }

    /// <summary>The tracks, or their order, are others now.</summary>
    private void ShowTracks()
    {
        var publishers = _tracks.Select(track => track.Publisher.Participant).Distinct().ToList(); // in the order of their first tracks
        List<UpTrack> ordered =
        [
            .. _tracks
                .OrderBy(track => !track.Publisher.Participant.Rights.Allow(TrackSource.Screen))
                .ThenBy(track => publishers.IndexOf(track.Publisher.Participant))
                .ThenBy(track => track.Info.Source),
        ];
        if (ordered.SequenceEqual(TracksForPlayers)) return; // a switch of the room sets the rights of everybody in it, one by one
        TracksForPlayers = ordered;
        foreach (var audience in _audiences) audience.Show(TracksForPlayers);
    }

    private void DropUnusedHelp(Timestamp now)
    {
        for (var i = _farAudiences.Count - 1; i >= 0; i--)
            if (_farAudiences[i].IsUnusedFor(now, Spreading.UnusedMicroseconds)) Remove(_farAudiences[i], TransportCloseReason.Left);
    }

    private void Remove(FarAudience far, TransportCloseReason reason)
    {
        far.Close(reason);
        _farAudiences.Remove(far);
        _audiences.Remove(far);
    }

    private void Tick(Timestamp now)
    {
        _nextTick = now.AddMicroseconds(TickMicroseconds);
        foreach (var participant in _participants.Values) participant.Publishing?.Tick(now);
        foreach (var track in _tracks) track.ChooseLayer(now);
        DropUnusedHelp(now);
        foreach (var tap in Taps) tap.Flush(now);
        if (now < _nextSpeakers) return;
        _nextSpeakers = now.AddMicroseconds(ActiveSpeaker.IntervalMicroseconds);
        if (Speakers.TryChange(now, out var speakers)) Context.Events(new ActiveSpeakers(Id, speakers));
    }

    /// <summary>The words of <see cref="TransportChanged.Reason"/>.</summary>
    private static string Word(TransportCloseReason reason) => reason switch
    {
        TransportCloseReason.ConsentLost => "consent-lost",
        TransportCloseReason.DtlsAlert => "dtls-alert",
        TransportCloseReason.DtlsFailed => "dtls-failed",
        TransportCloseReason.Left => "left",
        TransportCloseReason.Replaced => "replaced",
        _ => "fault",
    };
}
