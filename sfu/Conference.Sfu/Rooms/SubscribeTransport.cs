using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Rtc.Congestion;
using Conference.Rtc.Dtls;
using Conference.Rtc.Ice;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>
/// A participant's receiving transport: the DownTracks to it and its RTCP. How both sides come to agree on them is what its two kinds differ in:
/// <see cref="OfferingTransport"/> and <see cref="PlayerTransport"/>.
/// </summary>
internal abstract class SubscribeTransport : ITransportHandler
{
    /// <summary>
    /// Retransmissions per tick of 20 ms: 30 Mbit/s of them. Whoever asks for more is not mending a picture but using us to flood its own line.
    /// </summary>
    private const int RetransmissionsPerTick = 64;

    /// <summary>Per tick: browsers send one in 50 ms, and a network may have held some back.</summary>
    private const int FeedbacksPerTick = 8;

    /// <summary>What a packet is longer than its payload on the wire: IPv4 and UDP headers 28, RTP with the usual extensions 24, the tag 16.</summary>
    public const int OverheadLength = 68;

    private readonly Worker _worker;
    private readonly Dictionary<Mid, DownTrack> _tracks = [];
    private readonly Dictionary<uint, DownTrack> _tracksBySsrc = [];
    private readonly SenderReports _reports;
    private int _retransmissions, _feedbacks;
    private bool _waits;
    private LayerFit _fit;
    private BandwidthEstimator? _bandwidth;
    private Pacer? _pacer;

    /// <param name="remote">Null when we offer: the answer brings it.</param>
    protected SubscribeTransport(Audience audience, Subscription subscription, DtlsRole role, RemoteParameters? remote, Timestamp now)
    {
        _worker = audience.Worker;
        Audience = audience;
        Subscription = subscription;
        var parameters = new TransportParameters
        {
            Local = IceCredentials.Generate(), Certificate = audience.Context.Certificate, Role = role, Remote = remote,
        };
        Transport = new Transport(this, parameters, now);
        _reports = new SenderReports(_worker.Clock);
        Binding = _worker.Add(Transport, now);
    }

    public Subscription Subscription { get; }

    protected Audience Audience { get; }

    public Transport Transport { get; }

    public TransportBinding Binding { get; }

    public Outbox Outbox => _worker.Outbox;

    public WorkerCounters Counters => _worker.Counters;

    public Dictionary<Mid, DownTrack>.ValueCollection Tracks => _tracks.Values;

    /// <summary>The audience has a track that this subscriber may lack, or something is to be offered: it is looked after before long.</summary>
    public void Wait()
    {
        if (_waits) return;
        _waits = true;
        Audience.Wait(this);
    }

    /// <summary>Its turn has come.</summary>
    public void Serve()
    {
        _waits = false;
        if (!Transport.IsClosed) Update();
    }

    /// <summary>Takes up the tracks of the audience that it lacks.</summary>
    protected abstract void Update();

    /// <summary>A track has gone.</summary>
    public abstract void Remove(IForwardSource source);

    /// <summary>Video is to go through <see cref="Pace"/>: the path is tight, or some still waits from when it was.</summary>
    public bool IsPaced => _bandwidth is { IsTight: true } || _pacer is { IsEmpty: false };

    /// <summary>Sends packets when the path has room for them.</summary>
    public void Pace(Timestamp now, DownTrack track, ReadOnlySpan<MediaPacket> packets)
    {
        _pacer ??= new Pacer(_bandwidth!, Counters, Audience.Context.Options.PacketsPerMessage) { Path = Binding };
        _pacer.Add(now, track, packets);
        _worker.Deadlines.Schedule(_pacer, _pacer.HandleTimeout(now));
    }

    /// <summary>What of the track still waits is not sent.</summary>
    public void Forget(DownTrack track) => _pacer?.Forget(track);

    /// <summary>Something that does not wait has used the path.</summary>
    public void Charge(long bytes) => _pacer?.Charge(bytes);

    /// <summary>What is told of each packet with a transport-wide number; there from the first video on, because voices alone fit every path.</summary>
    public BandwidthEstimator? MeasureBandwidth(bool isVideo) => isVideo ? _bandwidth ??= new BandwidthEstimator() : _bandwidth;

    /// <summary>Sends a packet again, unless too many were asked for already.</summary>
    public bool Retransmit(Timestamp now, in RtpHeader header, ReadOnlySpan<byte> payload)
    {
        if (!MayRetransmit() || !Transport.SendRtp(now, header, payload, Outbox)) return false;
        _bandwidth?.OnSent(now, Transport.LastTransportSequence, payload.Length + OverheadLength);
        return CountRetransmission(payload.Length);
    }

    /// <summary>The same for a packet that goes out as it was.</summary>
    public bool Repeat(Timestamp now, RtpSendStream stream, in RtpSendPacket packet) =>
        MayRetransmit() && Transport.RepeatRtp(now, stream, packet, Outbox) && CountRetransmission(packet.Payload.Length);

    /// <summary>Sends the sender reports that are due, and fits layers to the path.</summary>
    public void Tick(Timestamp now)
    {
        (_retransmissions, _feedbacks) = (0, 0);
        _fit.Update(now, _bandwidth, _tracks.Values);
        if (Transport.IsConnected) _reports.Send(now, this, _worker.Outbox);
    }

    public void Close(Timestamp now, TransportCloseReason reason) => _worker.Remove(Binding, now, reason);

    void ITransportHandler.OnConnected(Transport transport, Timestamp now)
    {
        Audience.OnConnected(Subscription);
        foreach (var track in _tracks.Values)
            if (track.AwaitsKeyFrame) track.RequestKeyFrame();
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
        if (_pacer is not null) _worker.Deadlines.Cancel(_pacer);
        _worker.Remove(Binding, now, reason);
        Audience.OnClosed(Subscription, reason);
    }

    /// <summary>What is not named here (SDES, BYE) says nothing that this stage acts on.</summary>
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
        else if (TransportFeedback.Is(packet))
        {
            if (_feedbacks++ >= FeedbacksPerTick) Counters.Drop(DropReason.TooMuchFeedback);
            else if (TransportFeedback.TryParse(packet, out var feedback)) _bandwidth?.OnFeedback(now, feedback);
        }
        else if (PictureLossIndication.TryParse(packet, out var loss))
        {
            RequestKeyFrame(loss.Media);
        }
        else if (FullIntraRequest.TryParse(packet, out var request))
        {
            for (var i = 0; i < request.Count; i++) RequestKeyFrame(request[i].Media);
        }
        else if (ReceiverEstimatedMaximumBitrate.TryParse(packet, out var remb))
        {
            (_bandwidth ??= new BandwidthEstimator()).OnRemb(now, remb);
        }
        else if (ReceiverReport.TryParse(packet, out _, out var blocks) || SenderReport.TryParse(packet, out _, out blocks))
        {
            for (var i = 0; i < blocks.Count; i++)
                if (_tracksBySsrc.TryGetValue(blocks[i].Ssrc.Value, out var track)) track.OnReceiverReport();
        }
    }

    private bool MayRetransmit()
    {
        if (_retransmissions++ < RetransmissionsPerTick) return true;
        Counters.Drop(DropReason.TooManyRetransmissions);
        return false;
    }

    private bool CountRetransmission(int bytes)
    {
        Charge(bytes);
        Counters.RtpPacketsOut++;
        Counters.RetransmissionsOut++;
        return true;
    }

    private void RequestKeyFrame(Ssrc media)
    {
        if (_tracksBySsrc.TryGetValue(media.Value, out var track)) track.RequestKeyFrame();
    }

    /// <summary>Begins to send it.</summary>
    protected void Attach(DownTrack track)
    {
        _tracks.Add(track.Mid, track);
        _tracksBySsrc.Add(track.Description.Ssrc.Value, track);
        track.Source.Layers.Add(track);
    }

    protected bool TryGetTrack(Mid mid, out DownTrack track) => _tracks.TryGetValue(mid, out track!);

    protected void Detach(DownTrack track)
    {
        track.Source.Layers.Remove(track);
        Forget(track);
        _tracks.Remove(track.Mid);
        _tracksBySsrc.Remove(track.Description.Ssrc.Value);
    }
}
