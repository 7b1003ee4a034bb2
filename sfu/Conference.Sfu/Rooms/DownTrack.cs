using System.Runtime.CompilerServices;
using System.Text;
using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Rtc.Rtcp;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;

namespace Conference.Sfu.Rooms;

/// <summary>
/// An UpTrack on its way to one subscriber: own SSRCs, own numbers, the payload types of the subscriber's answer. Video begins with a key frame,
/// so that no decoder is fed what it cannot show.
/// </summary>
internal sealed class DownTrack
{
    /// <summary>
    /// A packet is not retransmitted again within this time: browsers repeat a NACK after a round trip, and one that repeats faster has not waited
    /// for the answer to the first.
    /// </summary>
    private const long ResendIntervalMicroseconds = 20_000;

    private readonly SubscribeTransport _subscriber;
    private readonly bool _isVideo;
    private long[]? _resentAt;
    private HeaderExtensionMap _extensions = new();
    private AnsweredSection? _section;
    private SectionCodec? _payloadTypes;
    private MediaCodec _codec;
    private StreamRewriter _rewriter;
    private readonly RtpSendStream _stream;
    private RtpHeader _rtxHeader;
    private SequenceNumber _rtxSequence;
    private long _packets, _octets;
    private bool _mustBegin = true;
    private Fanout? _layer; // that it sends
    private Fanout? _next; // that it goes over to with the next key frame there
    private int _steps;

    /// <param name="previous">The track whose stream this one takes over under the same SSRCs: its numbers go on.</param>
    public DownTrack(IForwardSource source, SubscribeTransport subscriber, SubscriberTrack description, Mid mid, DownTrack? previous = null)
    {
        Source = source;
        Description = description;
        Mid = mid;
        Cname = Encoding.UTF8.GetBytes(description.Cname);
        _subscriber = subscriber;
        _isVideo = source.Info.Source.IsVideo();
        _stream = new RtpSendStream(description.Ssrc, mid);
        if (previous is not null)
            (_rewriter, _rtxSequence, _packets, _octets) = (previous._rewriter, previous._rtxSequence, previous._packets, previous._octets);
        if (description.Rtx is not { } rtx) return;
        _rtxHeader.Ssrc = rtx;
        _rtxHeader.Mid = mid;
    }

    public IForwardSource Source { get; }

    public SubscriberTrack Description { get; }

    public Mid Mid { get; }

    /// <summary>The canonical name of the publisher in UTF-8, the same for all its tracks (RFC 3550 §6.5.1).</summary>
    public byte[] Cname { get; }

    /// <summary>How many layers below the best one its path has room for.</summary>
    public int Steps
    {
        get => _steps;
        set
        {
            _steps = value;
            Aim();
        }
    }

    /// <summary>When the next sender report is due.</summary>
    public Timestamp NextReport { get; set; }

    /// <summary>The subscriber has answered that it takes this track.</summary>
    public bool IsActive => _section is { Receives: true };

    /// <summary>Video that waits for a key frame to begin or to go on with.</summary>
    public bool AwaitsKeyFrame => IsActive && _isVideo && _mustBegin;

    /// <summary>The subscriber's answer has come.</summary>
    public void OnAnswer(AnsweredSection section, HeaderExtensionMap extensions)
    {
        var was = IsActive;
        _section = section;
        _payloadTypes = null;
        _extensions = extensions;
        _rtxHeader.Extensions = extensions;
        if (!was) Restart();
    }

    /// <summary>The stream begins anew with the next packet that can begin one: after a change of codec, or when media is allowed again.</summary>
    public void Restart()
    {
        _mustBegin = true;
        _subscriber.Forget(this);
        if (_next is not null) GoOver();
        if (IsActive && _isVideo) RequestKeyFrame();
    }

    /// <summary>The subscriber, or we, cannot go on without a key frame.</summary>
    public void RequestKeyFrame() => Source.RequestKeyFrame(_layer!.Layer);

    /// <summary>Goes over to the layer that it should send now: at once if it has not begun, else with the next key frame there.</summary>
    public void Aim()
    {
        var wanted = Source.Layers.For(_steps);
        if (ReferenceEquals(wanted, _next)) return;
        _next?.Remove(this);
        _next = null;
        if (ReferenceEquals(wanted, _layer)) return;
        wanted.Add(this);
        if (_layer is not null && !_mustBegin)
        {
            _next = wanted;
            Source.RequestKeyFrame(wanted.Layer);
            return;
        }

        _layer?.Remove(this);
        _layer = wanted;
        if (AwaitsKeyFrame) RequestKeyFrame();
    }

    /// <summary>Sends nothing more.</summary>
    public void Leave()
    {
        _layer?.Remove(this);
        _next?.Remove(this);
        (_layer, _next) = (null, null);
    }

    /// <summary>A receiver report names the stream: the subscriber knows whose it is, the MID has done its work (RFC 9143 §15.2).</summary>
    public void OnReceiverReport()
    {
        if (!_stream.IsRepeatable) _stream.Mid = default; // else it stays, because a packet sent again must be what it was
    }

    /// <summary>Sends the packets of one batch of a layer of the source.</summary>
    public void Forward(Timestamp now, Fanout layer, ReadOnlySpan<MediaPacket> packets)
    {
        if (!IsActive || !_subscriber.Transport.IsConnected) return;
        if (!ReferenceEquals(layer, _layer) && !TrySwitch(now, ref packets)) return;
        if (!TryChoosePayloadType(packets[0].Codec)) // a batch is of one codec
        {
            _subscriber.Counters.Drop(DropReason.CodecNotReceived, packets.Length);
            return;
        }

        if (_mustBegin && !TryBegin(now, ref packets)) return;
        if (_isVideo && _subscriber.IsPaced) _subscriber.Pace(now, this, packets);
        else Send(now, packets, mayPad: true);
    }

    /// <summary>Sends what has waited in the pacer.</summary>
    public void Release(Timestamp now, ReadOnlySpan<MediaPacket> packets)
    {
        // The answer may have changed meanwhile. A path that is tight gets no padding.
        if (!IsActive) _subscriber.Counters.Drop(DropReason.SectionOff, packets.Length);
        else if (!TryChoosePayloadType(packets[0].Codec)) _subscriber.Counters.Drop(DropReason.CodecNotReceived, packets.Length);
        else Send(now, packets, mayPad: false);
    }

    /// <summary>Sends a packet again that the subscriber has lost, if it is still there.</summary>
    public void OnNack(Timestamp now, SequenceNumber lost)
    {
        if (_payloadTypes is not { } payloadTypes || !_isVideo || _mustBegin) return;
        if (!_rewriter.TryFindSource(lost, out var sequence) || !_layer!.TryGetCached(sequence, out var packet)) return;
        _resentAt ??= new long[UpTrack.CacheCapacity];
        ref var resentAt = ref _resentAt[sequence & (UpTrack.CacheCapacity - 1)];
        if (resentAt != 0 && now.Microseconds - resentAt < ResendIntervalMicroseconds) return;
        if (!_rewriter.TryRewrite(now, packet.Sequence, packet.Timestamp, out _, out var timestamp)) return;
        if (_stream.IsRepeatable)
        {
            if (_subscriber.Repeat(now, _stream, Packet(packet, payloadTypes.PayloadType, lost, timestamp, mayPad: false))) resentAt = now.Microseconds;
            return;
        }

        if (payloadTypes.RtxPayloadType is not { } payloadType) return;
        _rtxHeader.PayloadType = payloadType;
        _rtxHeader.Marker = packet.Marker;
        _rtxHeader.Timestamp = timestamp;
        _rtxHeader.SequenceNumber = _rtxSequence;
        _rtxHeader.OriginalSequenceNumber = lost;
        _rtxHeader.TrySetDependencyDescriptor(packet.Descriptor);
        _rtxHeader.TrySetColorSpace(packet.ColorSpace);
        if (!_subscriber.Retransmit(now, _rtxHeader, packet.Payload)) return;
        resentAt = now.Microseconds;
        _rtxSequence = _rtxSequence.Next;
    }

    /// <summary>What a sender report says of this stream now (RFC 3550 §6.4.1); false while there is nothing to say.</summary>
    public bool TryReport(NtpTime now, out SenderReport report)
    {
        report = default;
        if (_packets == 0 || !Source.TryGetTimestamp(now, _layer!.Layer, out var timestamp)) return false;
        report = new SenderReport(Description.Ssrc, now, timestamp + _rewriter.TimestampShift, (uint)_packets, (uint)_octets);
        return true;
    }

    /// <summary>Starts the stream with the first packet that can start one; what lies before it is left out.</summary>
    private bool TryBegin(Timestamp now, ref ReadOnlySpan<MediaPacket> packets)
    {
        var first = 0;
        while (_isVideo && first < packets.Length && !packets[first].StartsKeyFrame) first++;
        if (first > 0) _subscriber.Counters.Drop(DropReason.AwaitsKeyFrame, first);
        packets = packets[first..];
        if (packets.IsEmpty) return false;
        _rewriter.Begin(now, packets[0].Sequence, packets[0].Timestamp, Source.Info.ClockRate);
        _mustBegin = false;
        NextReport = default; // the last report's distance between timestamps and time is over
        return true;
    }

    /// <summary>Goes over to the other layer if a key frame begins here; what lies before that is of no use.</summary>
    private bool TrySwitch(Timestamp now, ref ReadOnlySpan<MediaPacket> packets)
    {
        var first = 0;
        while (first < packets.Length && !packets[first].StartsKeyFrame) first++;
        if (first == packets.Length) return false;
        packets = packets[first..];
        _subscriber.Forget(this); // the old layer's numbers
        uint? ahead = Source.TryGetDistance(_layer!.Layer, _next!.Layer, out var distance) ? distance : null;
        _rewriter.Begin(now, packets[0].Sequence, packets[0].Timestamp, Source.Info.ClockRate, ahead);
        GoOver();
        NextReport = default; // the last report's distance between timestamps and time is over
        return true;
    }

    private void GoOver()
    {
        _layer!.Remove(this);
        (_layer, _next) = (_next, null);
        if (_resentAt is not null) Array.Clear(_resentAt);
    }

    /// <summary>The packets of one subscriber lie side by side in the Outbox, so that runs of them leave as one message.</summary>
    private void Send(Timestamp now, ReadOnlySpan<MediaPacket> packets, bool mayPad)
    {
        var (transport, outbox) = (_subscriber.Transport, _subscriber.Outbox);
        mayPad &= !_stream.IsRepeatable;
        var payloadType = _payloadTypes!.PayloadType;
        outbox.MakeRoom(packets.Length);
        var bandwidth = _subscriber.MeasureBandwidth(_isVideo && _stream.HasTransportSequence);
        long octets = 0;
        var sent = 0;
        foreach (ref readonly var packet in packets)
        {
            if (!_rewriter.TryRewrite(now, packet.Sequence, packet.Timestamp, out var sequence, out var timestamp))
            {
                _subscriber.Counters.Drop(DropReason.AwaitsKeyFrame); // a late packet of what was before the key frame
                continue;
            }

            if (!transport.SendRtp(now, _stream, Packet(packet, payloadType, sequence, timestamp, mayPad), outbox))
            {
                _subscriber.Counters.Drop(DropReason.Unsealable);
                continue;
            }

            var length = packet.PayloadLength + SubscribeTransport.OverheadLength;
            if (_stream.HasTransportSequence) bandwidth?.OnSent(now, transport.LastTransportSequence, length);
            else bandwidth?.OnSent(now, length);
            sent++;
            octets += packet.PayloadLength;
        }

        _packets += sent;
        _octets += octets;
        _subscriber.Counters.RtpPacketsOut += sent;
        if (!_isVideo) _subscriber.Charge(octets);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // once per forwarded packet
    private static RtpSendPacket Packet(in MediaPacket packet, byte payloadType, SequenceNumber sequence, uint timestamp, bool mayPad)
    {
        var isPadded = mayPad && packet.PaddingLength > 0;
        return new RtpSendPacket
        {
            PayloadType = payloadType, Marker = packet.Marker, SequenceNumber = sequence, Timestamp = timestamp, AudioLevel = packet.AudioLevel,
            Payload = isPadded ? packet.PaddedPayload : packet.Payload, HasPadding = isPadded,
            DependencyDescriptor = packet.Descriptor, ColorSpace = packet.ColorSpace,
        };
    }

    private bool TryChoosePayloadType(MediaCodec codec)
    {
        if (_payloadTypes is not null && _codec == codec) return true;
        _payloadTypes = _section!.Find(codec);
        _codec = codec;
        if (_payloadTypes is null) return false;
        // Without RTX (RFC 4588) a lost packet can only come again as it was, under its own sequence number. It then has the SRTP index of the first time, so
        // every bit must be as then, or a key stream would be used twice (SrtpSendStream.TryProtectAgain): no number or time of sending in its header.
        _stream.IsRepeatable = _isVideo && _payloadTypes.RtxPayloadType is null;
        _stream.Extensions = _stream.IsRepeatable ? _extensions.WithoutSendingMarks() : _extensions;
        return true;
    }
}
