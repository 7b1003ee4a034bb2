using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>
/// The receiving transport of a player that made the offer (WHEP). There is no second exchange, so its sections stay as they were answered: streams that tracks
/// of the room take and leave.
/// </summary>
internal sealed class PlayerTransport : SubscribeTransport
{
    private readonly PlayPlan _plan;
    private readonly List<PlayerSlot> _slots = [];
    private readonly ulong _sessionId = SessionId.Next();

    public PlayerTransport(Audience audience, Subscription subscription, Timestamp now, PlayPlan plan)
        : base(audience, subscription, plan.Role, plan.Remote, now)
    {
        _plan = plan;
        var ssrcs = new FreshSsrcs();
        var name = subscription.Participant.ToString();
        foreach (var section in plan.Offer.Sections)
        {
            // One stream id for all (RFC 9725 §4.4.2), so that a browser plays voice and face in sync.
            var description = new SubscriberTrack(
                section.Kind, name, section.Mid.ToString(), name, ssrcs.Next(), section.HasRtx ? ssrcs.Next() : null);
            _slots.Add(new PlayerSlot(section, description));
        }

        Update();
    }

    /// <summary>The answer to the offer, with what is sent at first.</summary>
    public PlayAnswer Answer()
    {
        MediaCodec? codec = Tracks.FirstOrDefault(track => track.Source.Info.Source.IsVideo())?.Source.Codec;
        var sdp = PlayerAnswer.Write(
            _plan.Offer, Audience.Context.Describe(Transport.Local), [.. _slots.Select(slot => slot.Description)], codec, _sessionId);
        return new PlayAnswer(
            sdp, [.. Tracks.Select(track => new OfferedTrack(track.Mid.ToString(), track.Source.Info))], Transport.LocalUfrag.ToString());
    }

    public override void Remove(IForwardSource source)
    {
        foreach (var slot in _slots)
            if (slot.Track?.Source == source) Leave(slot);
        if (_plan.Track == source.Info.Id) Audience.Worker.Post(End); // what it came for is over
        else Wait();
    }

    private void End(Timestamp now)
    {
        if (!Transport.IsClosed) Close(now, TransportCloseReason.Left);
    }

    /// <summary>Gives every section the track that it shall send; one that has such a track keeps it.</summary>
    protected override void Update()
    {
        foreach (var kind in new[] { MediaKind.Audio, MediaKind.Video })
        {
            var wanted = _plan.Choose(Audience.Tracks, kind).ToList();
            var slots = _slots.Where(slot => slot.Section.Kind == kind).ToList();
            foreach (var slot in slots)
                if (slot.Track is { } track && !wanted.Remove(track.Source)) Leave(slot);
            foreach (var slot in slots)
            {
                if (slot.Track is not null || wanted.Count == 0) continue;
                Take(slot, wanted[0]);
                wanted.RemoveAt(0);
            }
        }
    }

    private void Take(PlayerSlot slot, IForwardSource source)
    {
        slot.Track = slot.Last = new DownTrack(source, this, slot.Description, slot.Section.Mid, slot.Last);
        Attach(slot.Track);
        slot.Track.OnAnswer(new AnsweredSection(slot.Section.Mid, Receives: true, Rejected: false, slot.Section.Codecs), _plan.Offer.Extensions);
    }

    private void Leave(PlayerSlot slot)
    {
        Detach(slot.Track!);
        slot.Track = null;
    }
}
