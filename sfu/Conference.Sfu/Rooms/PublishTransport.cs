using Conference.Rtc;
using Conference.Rtc.Congestion;
using Conference.Rtc.Dtls;
using Conference.Rtc.Ice;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;
using Conference.Sfu.Net;

namespace Conference.Sfu.Rooms;

/// <summary>A participant's sending transport: the UpTracks that come on it, whose packet is whose, and the RTCP that goes back.</summary>
internal sealed class PublishTransport : ITransportHandler
{
    /// <summary>
    /// SSRCs that are learnt from packets at most: an honest browser needs two per section. More would let a participant grow the table at will.
    /// </summary>
    private const int MaxStreams = 64;

    private readonly Room _room;
    private readonly Worker _worker;
    private readonly ulong _sessionId = SessionId.Next();
    private readonly Dictionary<uint, RtpReceiveStream> _streams = [];
    private readonly Dictionary<Mid, UpTrack> _tracks = [];
    private readonly PublisherFeedback _feedback;
    private HeaderExtensionMap _extensions = new();
    private ulong _version;

    /// <param name="role">Of our side in the handshake.</param>
    public PublishTransport(Room room, Participant participant, DtlsRole role, Timestamp now)
    {
        _room = room;
        _worker = room.Worker;
        Participant = participant;
        var parameters = new TransportParameters { Local = IceCredentials.Generate(), Certificate = room.Context.Certificate, Role = role };
        Transport = new Transport(this, parameters, now);
        _feedback = new PublisherFeedback(this, _worker);
    }

    public Participant Participant { get; }

    public Transport Transport { get; }

    /// <summary>Null until <see cref="Apply"/>.</summary>
    public TransportBinding? Binding { get; private set; }

    public PublisherClock Clock { get; } = new();

    /// <summary>From the publisher to us.</summary>
    public IncomingPath Path { get; } = new();

    public Dictionary<Mid, UpTrack>.ValueCollection Tracks => _tracks.Values;

    public Dictionary<uint, RtpReceiveStream>.ValueCollection Streams => _streams.Values;

    /// <summary>The SSRC of the last media packet.</summary>
    public Ssrc AnySsrc { get; private set; }

    /// <summary>The fingerprint of the peer connection behind it: another one means another peer connection.</summary>
    public string? RemoteFingerprint { get; private set; }

    /// <summary>Answers an offer in words; changes nothing but the answer's version.</summary>
    public PublisherAnswer Answer(PublishRequest request, VideoCodec video) => PublisherAnswer.Create(
        request.Offer, _room.Context.Describe(Transport.Local), [.. request.Sources.Keys], VideoCodecs.ToMedia(video), _sessionId, ++_version);

    /// <summary>Does what an answer promises; returns the UpTracks of the sections that are sent now.</summary>
    public List<UpTrack> Apply(Timestamp now, PublisherAnswer answer, PublishRequest request)
    {
        RemoteFingerprint = request.Offer.Remote.Fingerprint;
        Transport.SetRemote(now, request.Remote, _worker.Outbox);
        if (Binding is null) Binding = _worker.Add(Transport, now);
        else _worker.Reschedule(Binding, now);
        _extensions = answer.Extensions;
        var published = new List<UpTrack>();
        var gone = new HashSet<Mid>(_tracks.Keys);
        foreach (var section in answer.Sections)
        {
            if (!section.Accepted || !request.Sources.TryGetValue(section.Mid, out var source)) continue;
            if (_tracks.TryGetValue(section.Mid, out var track) && (track.Info.Source != source || !track.HasLayers(section.Layers))) Unpublish(track);
            if (!_tracks.TryGetValue(section.Mid, out track))
            {
                track = new UpTrack(_room, this, section.Mid, source, section.Codec!, section.Layers);
                _tracks.Add(section.Mid, track);
                Announce(track, section);
                _room.OnPublished(track, now);
            }
            else
            {
                Announce(track, section);
                if (track.Renegotiate(section.Codec!)) _room.OnCodecChanged(track, now);
            }

            gone.Remove(section.Mid);
            published.Add(track);
        }

        foreach (var mid in gone) Unpublish(_tracks[mid]);
        return published;

        void Unpublish(UpTrack track)
        {
            Detach(track);
            _room.OnUnpublished(track, now);
        }
    }

    /// <summary>Sends the RTCP that is due.</summary>
    public void Tick(Timestamp now)
    {
        if (Transport.IsConnected) _feedback.Tick(now);
    }

    public bool TryGetStream(Ssrc ssrc, out RtpReceiveStream stream) => _streams.TryGetValue(ssrc.Value, out stream!);

    /// <summary>Asks for a key frame of one of the tracks, if somebody wants one and it is time.</summary>
    public void AskForKeyFrame(Timestamp now, UpTrack track)
    {
        if (!Transport.IsConnected) return;
        foreach (var layer in track.Incoming)
            if (track.TryTakeKeyFrameRequest(now, layer)) _feedback.SendPictureLoss(now, layer.Stream!.Ssrc);
    }

    public void Close(Timestamp now, TransportCloseReason reason)
    {
        if (Binding is null) Transport.Dispose(); // never begun: nobody knows of it
        else _worker.Remove(Binding, now, reason);
    }

    void ITransportHandler.OnConnected(Transport transport, Timestamp now) =>
        _room.OnTransportConnected(Participant, TransportKind.Publish);

    void ITransportHandler.OnRtp(Transport transport, Timestamp now, Span<byte> packet)
    {
        _worker.Counters.RtpPacketsIn++;
        if (!RtpPacket.TryParse(packet, out var rtp))
        {
            _worker.Counters.Drop(DropReason.MalformedRtp);
            return;
        }

        if (rtp.TryGetTransportSequence(_extensions, out var transportSequence)) _feedback.OnPacket(now, transportSequence);
        if (rtp.TryGetAbsSendTime(_extensions, out var sentAt)) Path.OnPacket(now, sentAt);
        if (!_streams.TryGetValue(rtp.Ssrc.Value, out var stream) && !TryLearn(rtp, out stream))
        {
            _worker.Counters.Drop(DropReason.UnknownSsrc);
            return;
        }

        AnySsrc = rtp.Ssrc;
        if (stream.IsRetransmission) OnRetransmission(now, packet, rtp, stream);
        else OnMedia(now, rtp, stream);
    }

    void ITransportHandler.OnRtcp(Transport transport, Timestamp now, ReadOnlySpan<byte> compound) => _feedback.OnRtcp(now, compound);

    void ITransportHandler.OnClosed(Transport transport, Timestamp now, TransportCloseReason reason)
    {
        if (ReferenceEquals(Participant.Publishing, this)) Participant.Publishing = null;
        foreach (var track in _tracks.Values.ToList())
        {
            Detach(track);
            _room.OnUnpublished(track, now);
        }

        _worker.Remove(Binding!, now, reason);
        _room.OnTransportClosed(Participant, TransportKind.Publish, reason);
    }

    private void OnMedia(Timestamp now, in RtpPacket rtp, RtpReceiveStream stream)
    {
        var track = stream.Track;
        if (rtp.PayloadType != track.PayloadTypes.PayloadType)
        {
            _worker.Counters.Drop(DropReason.UnknownPayloadType);
            return;
        }

        track.UseStream(stream);
        var sequence = stream.OnPacket(now, rtp.SequenceNumber, rtp.Timestamp);
        track.OnRtp(now, rtp, sequence, _extensions, stream.Layer);
    }

    private void OnRetransmission(Timestamp now, Span<byte> packet, in RtpPacket rtx, RtpReceiveStream stream)
    {
        var track = stream.Track;
        if (rtx.PayloadType != track.PayloadTypes.RtxPayloadType)
        {
            _worker.Counters.Drop(DropReason.UnknownPayloadType);
            return;
        }

        stream.OnPacket(now, rtx.SequenceNumber, rtx.Timestamp);
        if (stream.Layer.Stream is not { HasPackets: true } media
            || !Rtx.TryUnwrap(packet, track.PayloadTypes.PayloadType, media.Ssrc, out var length)
            || !RtpPacket.TryParse(packet[..length], out var original))
        {
            _worker.Counters.Drop(DropReason.EmptyRetransmission);
            return;
        }

        track.OnRtp(now, original, media.Locate(original.SequenceNumber), _extensions, stream.Layer);
    }

    /// <summary>The SSRCs that the offer names; it need not name any. Of layers none is believed: which SSRC is whose only the rid in the packets says.</summary>
    private void Announce(UpTrack track, PublisherSection section)
    {
        if (section.Streams.Count == 0 || track.IsLayered) return;
        var layer = track.Incoming[0];
        var first = section.Streams[0]; // without simulcast in the answer only the first encoding is sent
        if (!_streams.TryGetValue(first.Primary.Value, out var known) || known.Track != track) Replace(layer, first.Primary, isRetransmission: false);
        if (first.Rtx is { } rtx && !_streams.ContainsKey(rtx.Value)) Replace(layer, rtx, isRetransmission: true);
    }

    /// <summary>A new SSRC of a known section (RFC 9143 §9.2): its payload type says whether it is a retransmission, its rid of which layer.</summary>
    private bool TryLearn(in RtpPacket rtp, out RtpReceiveStream stream)
    {
        stream = null!;
        if (_streams.Count >= MaxStreams || FindTrack(rtp) is not { } track) return false;
        var isRetransmission = rtp.PayloadType == track.PayloadTypes.RtxPayloadType;
        if (!isRetransmission && rtp.PayloadType != track.PayloadTypes.PayloadType) return false;
        if (FindLayer(track, rtp, isRetransmission) is not { } layer) return false;
        stream = Replace(layer, rtp.Ssrc, isRetransmission);
        return true;
    }

    /// <summary>RFC 8852 §3: a retransmission names the layer that it repairs.</summary>
    private UpLayer? FindLayer(UpTrack track, in RtpPacket rtp, bool isRetransmission)
    {
        if (!track.IsLayered) return track.Incoming[0];
        var isNamed = isRetransmission ? rtp.TryGetRepairedRid(_extensions, out var rid) : rtp.TryGetRid(_extensions, out rid);
        return isNamed ? track.FindLayer(rid) : null;
    }

    /// <summary>
    /// The MID says whose a packet is; without one (GStreamer writes none, and names its SSRC in the offer only if it knew it by then) the payload type, if a
    /// single section has it.
    /// </summary>
    private UpTrack? FindTrack(in RtpPacket rtp)
    {
        if (rtp.TryGetMid(_extensions, out var mid)) return _tracks.GetValueOrDefault(mid);
        UpTrack? found = null;
        foreach (var track in _tracks.Values)
        {
            if (rtp.PayloadType != track.PayloadTypes.PayloadType && rtp.PayloadType != track.PayloadTypes.RtxPayloadType) continue;
            if (found is not null) return null;
            found = track;
        }

        return found;
    }

    private RtpReceiveStream Replace(UpLayer layer, Ssrc ssrc, bool isRetransmission)
    {
        foreach (var old in _streams.Values.Where(old => old.Layer == layer && old.IsRetransmission == isRetransmission).ToList())
            _streams.Remove(old.Ssrc.Value);
        var stream = new RtpReceiveStream(ssrc, layer, isRetransmission);
        _streams[ssrc.Value] = stream;
        return stream;
    }

    private void Detach(UpTrack track)
    {
        _tracks.Remove(track.Mid);
        foreach (var stream in _streams.Values.Where(stream => stream.Track == track).ToList()) _streams.Remove(stream.Ssrc.Value);
    }
}
