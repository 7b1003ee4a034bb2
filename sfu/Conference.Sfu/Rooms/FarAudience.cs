using Conference.Rtc;
using Conference.Sfu.Control;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// A room's audience on another Worker, and the way there: a ring of counted packets and of orders. What that Worker has passed in the ring goes back to the
/// pool here, so a slot is only ever counted by the thread that owns it. The room's thread, but for what <see cref="IAudienceOwner"/> asks.
/// </summary>
internal sealed class FarAudience : Timed, IAudience, IAudienceOwner
{
    /// <summary>The largest key frame of a dense screen, 1.4 MB, three times over; a Worker that is 40 ms behind at 100,000 packets per second.</summary>
    public const int Capacity = 4096;

    /// <summary>How often slots are taken back while nothing is sent.</summary>
    private const long TakeBackMicroseconds = 20_000;

    private readonly Room _room;
    private readonly SpscRing<FeedItem> _ring = new(Capacity);
    private readonly Queue<Action<Timestamp>> _unsaid = [];
    private readonly Audience _there;
    private readonly AudienceFeed _feed;
    private readonly Dictionary<UpTrack, TapTrack> _tracks = [];
    private Timestamp _emptySince = Timestamp.Never;

    public FarAudience(Room room, RoomContext context)
    {
        _room = room;
        _there = new Audience(room.Id, context, this);
        _feed = new AudienceFeed(_ring, _there);
        Worker = context.Worker;
        Worker.Post(_ => Worker.Feeds.Add(_feed));
    }

    public Worker Worker { get; }

    public int Subscriptions { get; set; }

    /// <summary>It was told to end; what it was lent may still be out.</summary>
    public bool IsClosed { get; private set; }

    public void Show(IReadOnlyList<UpTrack> tracks)
    {
        var gone = _tracks.Values.Where(track => !tracks.Contains(track.Source)).ToList();
        foreach (var source in tracks)
        {
            if (_tracks.ContainsKey(source)) continue;
            var far = new RelayedTrack(_there.Context, _room.Worker, source.Info, source.Codec, source.Layers.Count, source.WantKeyFrame);
            var track = new TapTrack(source, this, far);
            _tracks.Add(source, track);
            source.Add(track);
        }

        IReadOnlyList<IForwardSource> there = [.. tracks.Select(track => _tracks[track].Far)];
        Tell(_ => _there.Show(there));
        foreach (var track in gone) Remove(track);
    }

    public void Do(Timestamp now, Action<Audience, Timestamp> order) => Tell(at => order(_there, at));

    /// <summary>Sends a packet, which is seen there after <see cref="Publish"/>; false when it was dropped because that Worker is too far behind.</summary>
    public bool TrySend(RelayedTrack track, in MediaPacket packet)
    {
        if (_unsaid.Count > 0 || !_ring.TryAdd(new FeedItem { Track = track, Packet = packet }))
        {
            _room.Worker.Counters.Drop(DropReason.RelayOverflow);
            return false;
        }

        packet.Slot.Retain();
        return true;
    }

    /// <summary>Sends an order. It is never lost: while the ring is full it waits, and packets behind it are dropped.</summary>
    public void Tell(Action<Timestamp> order)
    {
        _unsaid.Enqueue(order);
        Publish();
    }

    /// <summary>Shows the other Worker what was sent, and takes back what it has passed.</summary>
    public void Publish()
    {
        TakeBack();
        while (_unsaid.TryPeek(out var order) && _ring.TryAdd(new FeedItem { Order = order })) _unsaid.Dequeue();
        _ring.Publish();
        Worker.WakeIfAsleep();
        if (HeapIndex < 0) _room.Worker.Deadlines.Schedule(this, default);
    }

    /// <summary>Ends the audience there and every track to it.</summary>
    public void Close(TransportCloseReason reason)
    {
        if (IsClosed) return;
        IsClosed = true;
        foreach (var track in _tracks.Values.ToList()) Remove(track);
        Tell(now =>
        {
            _there.Close(now, reason);
            _feed.IsOver = true;
        });
    }

    public override Timestamp HandleTimeout(Timestamp now)
    {
        TakeBack();
        if (_unsaid.Count > 0) Publish();
        return _ring.IsDrained && _unsaid.Count == 0 ? Timestamp.Never : now.AddMicroseconds(TakeBackMicroseconds);
    }

    public override void OnFault(Timestamp now) => _room.OnFault(this);

    /// <summary>True when nobody has been served there for so long.</summary>
    public bool IsUnusedFor(Timestamp now, long microseconds)
    {
        if (Subscriptions > 0) _emptySince = Timestamp.Never;
        else if (_emptySince == Timestamp.Never) _emptySince = now;
        return _emptySince != Timestamp.Never && now.Microseconds - _emptySince.Microseconds >= microseconds;
    }

    // From here on the other Worker's thread speaks: its word goes to the room's.

    void IAudienceOwner.OnConnected(Subscription subscription) => Report(() => _room.OnConnected(subscription));

    void IAudienceOwner.OnClosed(Subscription subscription, TransportCloseReason reason) => Report(() => _room.OnClosed(subscription, reason));

    void IAudienceOwner.OnOffer(Subscription subscription, SubscribeOffer offer) => Report(() => _room.OnOffer(subscription, offer));

    void IAudienceOwner.OnFault(Timestamp now)
    {
        _there.Close(now, TransportCloseReason.Fault);
        _room.Worker.Post(_ => _room.OnFault(this));
    }

    private void Report(Action word) => _room.Worker.Post(_ =>
    {
        if (!_room.IsClosed) word();
    });

    private void Remove(TapTrack track)
    {
        _tracks.Remove(track.Source);
        track.Source.Remove(track);
        track.Close();
    }

    private void TakeBack()
    {
        while (_ring.TryTakeBack(out var item)) item.Packet.Slot.Release();
    }
}
