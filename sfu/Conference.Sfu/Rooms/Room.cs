using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// A room: its participants, tracks and taps. Lives on one Worker's thread from birth to death; nothing of it is touched by another.
/// </summary>
internal sealed class Room(RoomId id, RoomContext context, Action<Room> onClosed) : Timed
{
    /// <summary>How often feedback, retries and reports are looked at: NACKs are wanted within a fraction of a round trip.</summary>
    private const long TickMicroseconds = 20_000;

    private readonly Dictionary<ParticipantId, Participant> _participants = [];
    private readonly List<UpTrack> _tracks = [];
    private readonly List<UpTrack> _active = [];
    private Timestamp _nextTick;
    private Timestamp _nextSpeakers;

    public RoomId Id { get; } = id;

    public RoomContext Context { get; } = context;

    public Worker Worker { get; } = context.Worker;

    public ActiveSpeaker Speakers { get; } = new();

    public List<Tap> Taps { get; } = [];

    public IReadOnlyList<UpTrack> Tracks => _tracks;

    public int ParticipantCount => _participants.Count;

    public bool IsClosed { get; private set; }

    /// <summary>See <see cref="ISfu.JoinAsync"/>.</summary>
    public void Join(Timestamp now, ParticipantId id, ParticipantOptions options)
    {
        if (_participants.Remove(id, out var previous)) previous.Close(now, TransportCloseReason.Replaced);
        else Worker.Counters.Participants++;
        var participant = new Participant(id, options) { LastOfferId = previous?.LastOfferId ?? 0 };
        _participants.Add(id, participant);
        Subscribe(participant, now);
        AskForAnotherCodec(participant);
    }

    /// <summary>See <see cref="ISfu.LeaveAsync"/>.</summary>
    public void Leave(Timestamp now, ParticipantId id)
    {
        var participant = Find(id);
        _participants.Remove(id);
        Worker.Counters.Participants--;
        participant.Close(now, TransportCloseReason.Left);
        Speakers.Remove(id);
    }

    /// <summary>See <see cref="ISfu.SetRightsAsync"/>.</summary>
    public void SetRights(ParticipantId id, PublishRights rights) => Find(id).Rights = rights;

    /// <summary>See <see cref="ISfu.PublishAsync"/>.</summary>
    /// <exception cref="SfuException">Refused; nothing has changed.</exception>
    public PublishAnswer Publish(Timestamp now, ParticipantId id, SessionDescription offer, IReadOnlyList<PublishedSection>? sections)
    {
        var participant = Find(id);
        return new Publication(this, participant, offer, sections ?? Publication.InOrder(offer)).Negotiate(now, Receivers(except: participant));
    }

    /// <summary>See <see cref="ISfu.PlayAsync"/>.</summary>
    /// <exception cref="SfuException">Refused; nothing has changed.</exception>
    public PlayAnswer Play(Timestamp now, ParticipantId id, SessionDescription description, TrackId? track)
    {
        var participant = Find(id);
        if (participant.TakesOffers) throw new SfuException(SfuError.NotAllowed, $"Participant {id} takes our offers and may not make its own.");
        var plan = PlayPlan.Make(this, description, track);
        participant.Subscribing?.Close(now, TransportCloseReason.Replaced);
        participant.Receives = plan.Receives;
        var transport = new PlayerTransport(this, participant, now, plan);
        participant.Subscribing = transport;
        OnTransportConnecting(participant, TransportKind.Subscribe);
        AskForAnotherCodec(participant);
        return transport.Answer();
    }

    /// <summary>See <see cref="ISfu.PatchIceAsync"/>.</summary>
    /// <exception cref="SfuException">Refused; nothing has changed.</exception>
    public IcePatchAnswer PatchIce(ParticipantId id, TransportKind kind, IceFragment fragment, string? iceSession)
    {
        var participant = Find(id);
        var (transport, binding) = kind == TransportKind.Publish
            ? (participant.Publishing?.Transport, participant.Publishing?.Binding)
            : (participant.Subscribing?.Transport, participant.Subscribing?.Binding);
        if (transport is not { IsClosed: false, Remote: { } remote } || binding is null)
            throw new SfuException(SfuError.UnknownTransport, $"Participant {id} has no transport to {kind.ToString().ToLowerInvariant()}.");
        if (iceSession is not null && iceSession != transport.LocalUfrag.ToString())
            throw new SfuException(SfuError.StaleIceSession, "The patch is meant for an ICE session that has been replaced.");
        // RFC 9725 §4.3.3: other credentials than the present ones are a restart; none, or the same, trickle candidates.
        if (fragment.Ufrag is null || (fragment.Ufrag == remote.IceUfrag && fragment.Password == remote.IcePassword))
            return new IcePatchAnswer(null, transport.LocalUfrag.ToString());
        Worker.RestartIce(binding, fragment.Ufrag, fragment.Password!);
        return new IcePatchAnswer(fragment.Answer(Context.Describe(transport.Local)), transport.LocalUfrag.ToString());
    }

    /// <summary>See <see cref="ISfu.AnswerAsync"/>.</summary>
    /// <exception cref="SfuException">Refused; nothing has changed.</exception>
    public void Answer(Timestamp now, ParticipantId id, int offerId, SessionDescription answer)
    {
        if (Find(id).Subscribing is not OfferingTransport subscribing)
            throw new SfuException(SfuError.StaleAnswer, $"The answer is to offer {offerId}, whose transport is gone.");
        subscribing.Accept(now, offerId, answer);
    }

    /// <summary>See <see cref="ISfu.ResubscribeAsync"/>.</summary>
    public void Resubscribe(Timestamp now, ParticipantId id)
    {
        var participant = Find(id);
        participant.Subscribing?.Close(now, TransportCloseReason.Replaced);
        Subscribe(participant, now);
    }

    /// <summary>Opens a Tap and tells it every track that is there.</summary>
    public Tap OpenTap(Timestamp now)
    {
        var tap = new Tap(
            Worker, Context.Options.TapCapacity,
            closing => Worker.Post(at => CloseTap(closing, at)),
            track => Worker.Post(_ => _tracks.Find(candidate => candidate.Id == track)?.RequestKeyFrame()));
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
        foreach (var participant in _participants.Values.ToList()) participant.Close(now, reason);
        Worker.Counters.Participants -= _participants.Count;
        _participants.Clear();
        foreach (var tap in Taps) tap.Complete(now);
        Taps.Clear();
        Worker.Deadlines.Cancel(this);
        onClosed(this);
    }

    /// <summary>Notes that the track has packets of the present batch.</summary>
    public void Activate(UpTrack track)
    {
        if (_active.Count == 0) Worker.Activate(this);
        _active.Add(track);
    }

    /// <summary>Sends what the present batch brought.</summary>
    public void Forward(Timestamp now)
    {
        foreach (var track in _active) track.Forward(now);
        _active.Clear();
        foreach (var tap in Taps) tap.Flush(now);
    }

    /// <summary>Something cannot wait for the next tick: it is looked at before this turn of the loop ends.</summary>
    public void Hurry() => Worker.Deadlines.Schedule(this, default);

    public override Timestamp HandleTimeout(Timestamp now)
    {
        if (IsClosed) return Timestamp.Never;
        var moreOffers = MakeOffers();
        foreach (var track in _tracks) track.Publisher.AskForKeyFrame(now, track);
        if (now >= _nextTick) Tick(now);
        if (moreOffers) return now;
        return _tracks.Count > 0 || Taps.Count > 0 || Speakers.ListsSomebody ? _nextTick : Timestamp.Never;
    }

    public void OnPublished(UpTrack track, Timestamp now)
    {
        _tracks.Add(track);
        Context.Events(new TrackPublished(Id, track.Info));
        foreach (var tap in Taps) tap.Tell(new TapTrackStarted(track.Info, now.Microseconds), now);
        foreach (var participant in _participants.Values)
        {
            if (participant.Id == track.Info.Participant) continue;
            if (participant.Subscribing is { } present) present.Add(track);
            else Subscribe(participant, now);
        }

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
        foreach (var participant in _participants.Values) participant.Subscribing?.Remove(track);
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
    private void Subscribe(Participant participant, Timestamp now)
    {
        if (!participant.TakesOffers) return;
        foreach (var track in _tracks)
        {
            if (track.Info.Participant == participant.Id) continue;
            if (participant.Subscribing is null)
            {
                OnTransportConnecting(participant, TransportKind.Subscribe);
                participant.Subscribing = new OfferingTransport(this, participant, now);
            }

            participant.Subscribing.Add(track);
        }
    }

    /// <summary>Makes some of the offers that are due; true when there are more.</summary>
    private bool MakeOffers()
    {
        foreach (var participant in _participants.Values)
        {
            if (participant.Subscribing is not OfferingTransport { IsOfferDue: true } subscribing) continue;
            if (!Worker.OfferTime.HasTime) return true;
            Context.Events(subscribing.MakeOffer());
        }

        return false;
    }

    private void Tick(Timestamp now)
    {
        _nextTick = now.AddMicroseconds(TickMicroseconds);
        foreach (var participant in _participants.Values)
        {
            participant.Publishing?.Tick(now);
            participant.Subscribing?.Tick(now);
        }

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
