using Conference.Rtc;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// The participants of a room who receive on one Worker: their transports, the offers to them, their reports. Belongs to that Worker's thread; the room itself
/// may live on another, so nothing here refers to it.
/// </summary>
internal sealed class Audience(RoomId room, RoomContext context, IAudienceOwner owner) : Timed, IAudience
{
    private readonly Dictionary<Subscription, SubscribeTransport> _members = [];
    private readonly Queue<SubscribeTransport> _waiting = [];
    private Timestamp _nextTick;

    public RoomId Room { get; } = room;

    public RoomContext Context { get; } = context;

    public Worker Worker { get; } = context.Worker;

    public int Subscriptions { get; set; }

    /// <summary>The room's tracks, in the order in which a player is given them.</summary>
    public IReadOnlyList<IForwardSource> Tracks { get; private set; } = [];

    void IAudience.Show(IReadOnlyList<UpTrack> tracks) => Show([.. tracks]);

    void IAudience.Do(Timestamp now, Action<Audience, Timestamp> order) => order(this, now);

    /// <summary>Takes the room's present tracks: those that are gone are sent no more at once, those that are new when their subscribers' turn comes.</summary>
    public void Show(IReadOnlyList<IForwardSource> tracks)
    {
        var before = Tracks;
        Tracks = tracks;
        foreach (var track in before)
        {
            if (tracks.Contains(track)) continue;
            foreach (var member in _members.Values) member.Remove(track);
        }

        if (tracks.All(before.Contains)) return;
        foreach (var member in _members.Values) member.Wait();
    }

    /// <summary>Gives a participant a transport and every track of the others.</summary>
    public void Admit(Timestamp now, Subscription subscription)
    {
        var member = new OfferingTransport(this, subscription, now);
        _members.Add(subscription, member);
        member.Wait();
    }

    /// <summary>Answers a player.</summary>
    public PlayAnswer Play(Timestamp now, Subscription subscription, PlayPlan plan)
    {
        var member = new PlayerTransport(this, subscription, now, plan);
        _members.Add(subscription, member);
        return member.Answer();
    }

    /// <summary>Takes the answer to an offer.</summary>
    /// <exception cref="SfuException">Refused; nothing has changed.</exception>
    public void Accept(Timestamp now, Subscription subscription, int offerId, SubscriberAnswer answer)
    {
        if (Find(subscription) is not OfferingTransport member)
            throw new SfuException(SfuError.StaleAnswer, $"The answer is to offer {offerId}, whose transport is gone.");
        member.Accept(now, offerId, answer);
    }

    /// <summary>Takes an ICE fragment for a transport.</summary>
    /// <exception cref="SfuException">Refused; nothing has changed.</exception>
    public IcePatchAnswer PatchIce(Subscription subscription, IceFragment fragment, string? iceSession)
    {
        var member = Find(subscription);
        return IcePatching.Patch(Context, member?.Transport, member?.Binding, fragment, iceSession);
    }

    /// <summary>The transport of a subscription; null when it has ended.</summary>
    public SubscribeTransport? Find(Subscription subscription) => _members.GetValueOrDefault(subscription);

    /// <summary>Ends a subscription; does nothing if it has ended.</summary>
    public void Dismiss(Timestamp now, Subscription subscription, TransportCloseReason reason) => Find(subscription)?.Close(now, reason);

    /// <summary>Ends every subscription.</summary>
    public void Close(Timestamp now, TransportCloseReason reason)
    {
        foreach (var member in _members.Values.ToList()) member.Close(now, reason);
        Tracks = [];
        Worker.Deadlines.Cancel(this);
    }

    /// <summary>Somebody has to be told of tracks: as soon as there is time, because each takes some 50 us and media goes first.</summary>
    public void Wait(SubscribeTransport member)
    {
        _waiting.Enqueue(member);
        Worker.Deadlines.Schedule(this, default);
    }

    public override Timestamp HandleTimeout(Timestamp now)
    {
        while (_waiting.Count > 0 && Worker.OfferTime.HasTime) _waiting.Dequeue().Serve();
        if (now >= _nextTick)
        {
            _nextTick = now.AddMicroseconds(Rooms.Room.TickMicroseconds);
            foreach (var member in _members.Values) member.Tick(now);
        }

        if (_waiting.Count > 0) return now;
        return _members.Count > 0 ? _nextTick : Timestamp.Never;
    }

    public override void OnFault(Timestamp now) => owner.OnFault(now);

    public void Offer(Subscription subscription, SubscribeOffer offer) => owner.OnOffer(subscription, offer);

    public void OnConnected(Subscription subscription) => owner.OnConnected(subscription);

    public void OnClosed(Subscription subscription, TransportCloseReason reason)
    {
        _members.Remove(subscription);
        owner.OnClosed(subscription, reason);
    }
}
