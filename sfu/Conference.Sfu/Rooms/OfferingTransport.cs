using Conference.Rtc;
using Conference.Rtc.Dtls;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>The receiving transport of a participant to whom we offer: every track of the others. At most one offer is out; what changes meanwhile makes the next.</summary>
internal sealed class OfferingTransport : SubscribeTransport
{
    private readonly SubscriberOffer _offer;
    private readonly FreshSsrcs _ssrcs = new();
    private HashSet<Mid> _outstanding = [];
    private bool _changed;
    private bool _offered;

    public OfferingTransport(Audience audience, Subscription subscription, Timestamp now)
        : base(audience, subscription, DtlsRole.Server, remote: null, now) =>
        _offer = new SubscriberOffer(audience.Context.Describe(Transport.Local), SessionId.Next(), subscription.Receives.Select(VideoCodecs.ToMedia));

    /// <summary>The id of the offer that waits for its answer.</summary>
    public int? OutstandingOffer { get; private set; }

    /// <summary>There is something new to offer, and no offer out.</summary>
    public bool IsOfferDue => _changed && OutstandingOffer is null && !Transport.IsClosed;

    protected override void Update()
    {
        foreach (var source in Audience.Tracks)
            if (source.Info.Participant != Subscription.Participant && !Sends(source)) Add(source);
        if (IsOfferDue) Audience.Offer(Subscription, MakeOffer());
    }

    /// <summary>Sends a track to this participant from the next answer on.</summary>
    private void Add(IForwardSource source)
    {
        var isVideo = source.Info.Source.IsVideo();
        var kind = isVideo ? MediaKind.Video : MediaKind.Audio;
        // Browsers play in sync what shares a stream id: a voice with its face, the screen with its sound, never the screen with the voice.
        var isScreen = source.Info.Source is TrackSource.Screen or TrackSource.ScreenAudio;
        var cname = source.Info.Participant.ToString();
        var description = new SubscriberTrack(
            kind, isScreen ? cname + "-screen" : cname, source.Info.Id.ToString(), cname, _ssrcs.Next(), isVideo ? _ssrcs.Next() : null);
        if (!_offer.TryAdd(description, out var mid)) return; // a room this large has no place for it in one description
        Attach(new DownTrack(source, this, description, mid));
        _changed = true;
    }

    public override void Remove(IForwardSource source)
    {
        foreach (var track in Tracks)
        {
            if (!ReferenceEquals(track.Source, source)) continue;
            Detach(track);
            _offer.Remove(track.Mid);
            _changed = true;
            Wait();
            return;
        }
    }

    private bool Sends(IForwardSource source)
    {
        foreach (var track in Tracks)
            if (ReferenceEquals(track.Source, source)) return true;
        return false;
    }

    private SubscribeOffer MakeOffer()
    {
        var sdp = _offer.Write();
        var fresh = !_offered;
        _offered = true;
        _changed = false;
        _outstanding = [.. Tracks.Select(track => track.Mid)];
        OutstandingOffer = Subscription.OfferIds.Next();
        var tracks = Tracks.Select(track => new OfferedTrack(track.Mid.ToString(), track.Source.Info)).ToList();
        return new SubscribeOffer(Audience.Room, Subscription.Participant, OutstandingOffer.Value, fresh, sdp, tracks);
    }

    /// <summary>The browser's answer to the outstanding offer.</summary>
    /// <exception cref="SfuException">It is to another offer, or it breaks a rule.</exception>
    public void Accept(Timestamp now, int offerId, SubscriberAnswer answer)
    {
        if (OutstandingOffer != offerId)
            throw new SfuException(SfuError.StaleAnswer, $"The answer is to offer {offerId}; {(OutstandingOffer is { } id ? $"offer {id} is" : "none is")} outstanding.");
        var remote = answer.Remote is { } described ? PeerDescriptions.Remote(described) : null;
        if (!_offer.TryAccept(answer, out var error)) throw new SfuException(SfuError.BadDescription, error.ToString());
        if (remote is not null)
        {
            Transport.SetRemote(now, remote, Audience.Worker.Outbox);
            Audience.Worker.Reschedule(Binding, now);
        }

        OutstandingOffer = null;
        foreach (var section in answer.Sections)
            if (_outstanding.Contains(section.Mid) && TryGetTrack(section.Mid, out var track)) track.OnAnswer(section, answer.Extensions);
        if (_changed) Wait();
    }
}
