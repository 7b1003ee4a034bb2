using System.Security.Cryptography;
using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Rtc.Dtls;
using Conference.Rtc.Ice;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// A participant's receiving transport: the DownTracks to it, the offers that describe them, and its RTCP. At most one offer is out; what changes
/// meanwhile makes the next one.
/// </summary>
internal sealed class SubscribeTransport : ITransportHandler
{
    /// <summary>
    /// Retransmissions per tick of 20 ms: 30 Mbit/s of them. Whoever asks for more is not mending a picture but using us to flood its own line.
    /// </summary>
    private const int RetransmissionsPerTick = 64;

    private readonly Room _room;
    private readonly Worker _worker;
    private readonly TransportBinding _binding;
    private readonly SubscriberOffer _offer;
    private readonly Dictionary<Mid, DownTrack> _tracks = [];
    private readonly Dictionary<uint, DownTrack> _tracksBySsrc = [];
    private readonly SenderReports _reports;
    private HashSet<Mid> _outstanding = [];
    private int _retransmissions;
    private bool _changed;
    private bool _offered;

    public SubscribeTransport(Room room, Participant participant, Timestamp now)
    {
        _room = room;
        _worker = room.Worker;
        Participant = participant;
        var credentials = IceCredentials.Generate();
        var context = room.Context;
        var local = new LocalTransportDescription(
            credentials.Ufrag.ToString(), credentials.Password, context.Certificate.Fingerprint.ToString(), context.Candidates);
        _offer = new SubscriberOffer(local, SessionId.Next(), participant.Receives.Select(VideoCodecs.ToMedia));
        Transport = new Transport(this, new TransportParameters { Local = credentials, Certificate = context.Certificate, Role = DtlsRole.Server }, now);
        _reports = new SenderReports(_worker.Clock);
        _binding = _worker.Add(Transport, now);
    }

    public Participant Participant { get; }

    public Transport Transport { get; }

    public WorkerCounters Counters => _worker.Counters;

    public Dictionary<Mid, DownTrack>.ValueCollection Tracks => _tracks.Values;

    /// <summary>The id of the offer that waits for its answer.</summary>
    public int? OutstandingOffer { get; private set; }

    /// <summary>There is something new to offer, and no offer out.</summary>
    public bool IsOfferDue => _changed && OutstandingOffer is null && !Transport.IsClosed;

    /// <summary>Sends a track to this participant from the next answer on.</summary>
    public void Add(UpTrack source)
    {
        var kind = source.IsVideo ? MediaKind.Video : MediaKind.Audio;
        // Browsers play in sync what shares a stream id: a voice with its face, the screen with its sound, never the screen with the voice.
        var isScreen = source.Info.Source is TrackSource.Screen or TrackSource.ScreenAudio;
        var cname = source.Info.Participant.ToString();
        var description = new SubscriberTrack(
            kind, isScreen ? cname + "-screen" : cname, source.Id.ToString(), cname, FreshSsrc(), source.IsVideo ? FreshSsrc() : null);
        if (!_offer.TryAdd(description, out var mid)) return; // a room this large has no place for it in one description
        var track = new DownTrack(source, this, description, mid);
        _tracks.Add(mid, track);
        _tracksBySsrc.Add(description.Ssrc.Value, track);
        source.Add(track);
        _changed = true;
        _room.Hurry();
    }

    /// <summary>Sends the track no more.</summary>
    public void Remove(UpTrack source)
    {
        foreach (var track in _tracks.Values)
        {
            if (!ReferenceEquals(track.Source, source)) continue;
            Detach(track);
            _offer.Remove(track.Mid);
            _changed = true;
            _room.Hurry();
            return;
        }
    }

    /// <summary>Makes the offer that is due.</summary>
    public SubscribeOffer MakeOffer()
    {
        var sdp = _offer.Write();
        var fresh = !_offered;
        _offered = true;
        _changed = false;
        _outstanding = [.. _tracks.Keys];
        OutstandingOffer = ++Participant.LastOfferId;
        var tracks = _tracks.Values.Select(track => new OfferedTrack(track.Mid.ToString(), track.Source.Info)).ToList();
        return new SubscribeOffer(_room.Id, Participant.Id, OutstandingOffer.Value, fresh, sdp, tracks);
    }

    /// <summary>The browser's answer to the outstanding offer.</summary>
    /// <exception cref="SfuException">It is to another offer, or it breaks a rule.</exception>
    public void Accept(Timestamp now, int offerId, SessionDescription answer)
    {
        if (OutstandingOffer != offerId)
            throw new SfuException(SfuError.StaleAnswer, $"The answer is to offer {offerId}; {(OutstandingOffer is { } id ? $"offer {id} is" : "none is")} outstanding.");
        if (!_offer.TryAccept(answer, out var accepted, out var error)) throw new SfuException(SfuError.BadDescription, error.ToString());
        if (accepted.Remote is { } remote)
        {
            if (!DtlsFingerprint.TryParse(remote.Fingerprint, out var fingerprint))
                throw new SfuException(SfuError.BadDescription, "The fingerprint is not a SHA-256.");
            Transport.SetRemote(now, new RemoteParameters(remote.Ufrag, remote.Password, fingerprint!), _worker.Outbox);
            _worker.Reschedule(_binding, now);
        }

        OutstandingOffer = null;
        foreach (var section in accepted.Sections)
            if (_outstanding.Contains(section.Mid) && _tracks.TryGetValue(section.Mid, out var track)) track.OnAnswer(section, accepted.Extensions);
        if (_changed) _room.Hurry();
    }

    public bool SendRtp(Timestamp now, in RtpHeader header, ReadOnlySpan<byte> payload)
    {
        if (!Transport.SendRtp(now, header, payload, _worker.Outbox)) return false;
        Counters.RtpPacketsOut++;
        return true;
    }

    /// <summary>Sends a packet again, unless too many were asked for already.</summary>
    public bool Retransmit(Timestamp now, in RtpHeader header, ReadOnlySpan<byte> payload)
    {
        if (_retransmissions >= RetransmissionsPerTick)
        {
            Counters.Drop(DropReason.TooManyRetransmissions);
            return false;
        }

        _retransmissions++;
        if (!SendRtp(now, header, payload)) return false;
        Counters.RetransmissionsOut++;
        return true;
    }

    /// <summary>Sends the sender reports that are due.</summary>
    public void Tick(Timestamp now)
    {
        _retransmissions = 0;
        if (Transport.IsConnected) _reports.Send(now, this, _worker.Outbox);
    }

    public void Close(Timestamp now, TransportCloseReason reason) => _worker.Remove(_binding, now, reason);

    void ITransportHandler.OnConnected(Transport transport, Timestamp now)
    {
        _room.OnTransportConnected(Participant, TransportKind.Subscribe);
        foreach (var track in _tracks.Values)
            if (track.AwaitsKeyFrame) track.Source.RequestKeyFrame();
    }

    void ITransportHandler.OnRtp(Transport transport, Timestamp now, Span<byte> packet) => Counters.Drop(DropReason.UnknownSsrc);

    void ITransportHandler.OnRtcp(Transport transport, Timestamp now, ReadOnlySpan<byte> bytes)
    {
        if (!RtcpCompound.TryParse(bytes, out var compound))
        {
            Counters.Drop(DropReason.MalformedRtcp);
            return;
        }

        while (compound.MoveNext()) OnRtcpPacket(now, compound.Current);
    }

    void ITransportHandler.OnClosed(Transport transport, Timestamp now, TransportCloseReason reason)
    {
        foreach (var track in _tracks.Values.ToList()) Detach(track);
        if (ReferenceEquals(Participant.Subscribing, this)) Participant.Subscribing = null;
        _worker.Remove(_binding, now, reason);
        _room.OnTransportClosed(Participant, TransportKind.Subscribe, reason);
    }

    /// <summary>What is not named here (transport-wide feedback, REMB, SDES, BYE) says nothing that this stage acts on.</summary>
    private void OnRtcpPacket(Timestamp now, in RtcpPacket packet)
    {
        if (GenericNack.TryParse(packet, out var nack))
        {
            if (!_tracksBySsrc.TryGetValue(nack.Media.Value, out var track)) return;
            while (nack.MoveNext())
            {
                Counters.NacksIn++;
                track.OnNack(now, nack.Current);
            }
        }
        else if (PictureLossIndication.TryParse(packet, out var loss))
        {
            RequestKeyFrame(loss.Media);
        }
        else if (FullIntraRequest.TryParse(packet, out var request))
        {
            for (var i = 0; i < request.Count; i++) RequestKeyFrame(request[i].Media);
        }
        else if (ReceiverReport.TryParse(packet, out _, out var blocks) || SenderReport.TryParse(packet, out _, out blocks))
        {
            for (var i = 0; i < blocks.Count; i++)
                if (_tracksBySsrc.TryGetValue(blocks[i].Ssrc.Value, out var track)) track.OnReceiverReport();
        }
    }

    private void RequestKeyFrame(Ssrc media)
    {
        if (_tracksBySsrc.TryGetValue(media.Value, out var track)) track.Source.RequestKeyFrame();
    }

    private void Detach(DownTrack track)
    {
        track.Source.Remove(track);
        _tracks.Remove(track.Mid);
        _tracksBySsrc.Remove(track.Description.Ssrc.Value);
    }

    /// <summary>Random as RFC 3550 §8.1 asks, and none that this transport has.</summary>
    private Ssrc FreshSsrc()
    {
        uint value;
        do value = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        while (value == 0 || _tracksBySsrc.ContainsKey(value) || _tracks.Values.Any(track => track.Description.Rtx?.Value == value));
        return new Ssrc(value);
    }
}
