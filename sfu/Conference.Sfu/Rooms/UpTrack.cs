using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Rtc.Nack;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>
/// A track that a participant publishes: takes its packets in, learns once what each is, keeps them for retransmission and hands each batch to the
/// DownTracks. May come in several layers. Survives a renegotiation; its codec and SSRCs may change then.
/// </summary>
internal sealed class UpTrack : IForwardSource
{
    /// <summary>Packets kept for retransmission: 2 s of 2.5 Mbit/s video. A power of two.</summary>
    public const int CacheCapacity = 512;

    /// <summary>From so many subscribers on a message saved for each is worth the two system calls of a wait.</summary>
    private const int GatherSubscribers = 4;

    /// <summary>Batches that do not wait after one waited in vain: a wait in every sixteenth costs next to nothing, and finds out when packets come closer again.</summary>
    private const int GathersLeftOut = 15;

    /// <summary>How often it is looked at which layers come.</summary>
    private const long ChoiceMicroseconds = 200_000;

    private readonly Room _room;
    private readonly UpLayer[] _layers;
    private readonly LayerChoice _choice;
    private readonly PictureSequence? _pictures;
    private readonly TapFeed _taps;
    private readonly List<TapTrack> _tapTracks = [];
    private Timestamp _nextChoice;
    private bool _wasAllowed = true;
    private bool _isClosed;
    private int _vainGathers;

    /// <param name="layers">Their names; none when the track comes in one.</param>
    public UpTrack(Room room, PublishTransport publisher, Mid mid, TrackSource source, SectionCodec codec, IReadOnlyList<Rid> layers)
    {
        _room = room;
        Publisher = publisher;
        Mid = mid;
        PayloadTypes = codec;
        Info = Describe(new TrackId(Guid.NewGuid()), source, codec);
        Layers = new LayerSet(Math.Max(1, layers.Count), room.Worker, IsVideo, room.Context.Options.PacketsPerMessage);
        _layers = new UpLayer[Layers.Count];
        for (var i = 0; i < _layers.Length; i++) _layers[i] = new UpLayer(this, layers.Count > 0 ? layers[i] : default, Layers[i]);
        _choice = new LayerChoice(_layers);
        if (IsLayered) _pictures = new PictureSequence(_layers.Length);
        _taps = new TapFeed(room, this);
    }

    public PublishTransport Publisher { get; }

    public Mid Mid { get; }

    /// <summary>What the floor above knows of it; the id stays for life.</summary>
    public TrackInfo Info { get; private set; }

    public TrackId Id => Info.Id;

    public bool IsVideo => Info.Source.IsVideo();

    public int ClockRate => Info.ClockRate;

    public MediaCodec Codec => PayloadTypes.Codec;

    /// <summary>The codec and payload types that the publisher was last answered with.</summary>
    public SectionCodec PayloadTypes { get; private set; }

    /// <summary>What DownTracks join.</summary>
    public LayerSet Layers { get; }

    /// <summary>As the publisher sends them.</summary>
    public ReadOnlySpan<UpLayer> Incoming => _layers;

    /// <summary>Its packets name the layer that they are of.</summary>
    public bool IsLayered => !_layers[0].Rid.IsEmpty;

    /// <summary>The layer that Taps get, and every subscriber with room for it.</summary>
    public int BestLayer => _choice.Best;

    public void Add(TapTrack track)
    {
        _tapTracks.Add(track);
        foreach (var layer in _layers) track.SetClock(layer.Index, ClockOf(layer));
        if (IsLayered) track.Offer(_choice.Offered);
    }

    public void Remove(TapTrack track) => _tapTracks.Remove(track);

    /// <summary>The publisher was answered anew; true when the codec is another one.</summary>
    public bool Renegotiate(SectionCodec codec)
    {
        var changed = codec.Codec != Codec;
        PayloadTypes = codec;
        if (!changed) return false;
        Info = Describe(Info.Id, Info.Source, codec);
        BeginAgain();
        return true;
    }

    /// <summary>The layer of that name; null when it has none such.</summary>
    public UpLayer? FindLayer(Rid rid)
    {
        foreach (var layer in _layers)
            if (layer.Rid == rid) return layer;
        return null;
    }

    /// <summary>True when these are its layers' names.</summary>
    public bool HasLayers(IReadOnlyList<Rid> rids)
    {
        if (!IsLayered) return rids.Count == 0;
        return rids.Count == _layers.Length && rids.All(rid => FindLayer(rid) is not null);
    }

    /// <summary>A layer's media comes on this stream from now on.</summary>
    public void UseStream(RtpReceiveStream stream)
    {
        if (!stream.Layer.UseStream(stream)) return;
        TellClock();
        BeginAgain();
    }

    /// <summary>
    /// One RTP packet of this track, already unwrapped when it came as a retransmission. Joins the batch that <see cref="Forward"/> sends.
    /// </summary>
    public void OnRtp(Timestamp now, in RtpPacket packet, long sequence, HeaderExtensionMap extensions, UpLayer layer)
    {
        var counters = _room.Worker.Counters;
        var allowed = Publisher.Participant.Rights.Allow(Info.Source);
        if (!allowed)
        {
            _wasAllowed = false;
            counters.Drop(DropReason.NotAllowed);
            return;
        }

        if (!_wasAllowed)
        {
            _wasAllowed = true;
            BeginAgain();
            RequestKeyFrame();
        }

        if (layer.Packets.Contains(sequence))
        {
            counters.Drop(DropReason.Duplicate);
            return;
        }

        layer.OnArrival(now, packet);
        AudioLevel? level = null;
        if (!IsVideo && packet.TryGetAudioLevel(extensions, out var audioLevel))
        {
            level = audioLevel;
            if (Info.Source == TrackSource.Microphone) _room.Speakers.OnLevel(now, Info.Participant, audioLevel.Level);
        }

        if (!_room.Worker.Pool.TryRent(packet.Bytes, out var slot))
        {
            counters.Drop(DropReason.NoBuffer);
            return;
        }

        var described = packet.TryGetDependencyDescriptor(extensions, out var dependencies, out var descriptor);
        var frame = described ? FrameInfo.Of(Codec, dependencies) : default;
        if (!described && IsVideo) FrameInfo.TryRead(Codec, packet.Payload, packet.Marker, out frame); // padding reads as no frame
        var isColored = packet.TryGetColorSpace(extensions, out var colorSpace, out var color);
        if (isColored) _taps.Learn(now, colorSpace);
        var media = new MediaPacket
        {
            Slot = slot,
            PayloadOffset = packet.HeaderLength,
            PayloadLength = packet.Payload.Length,
            DescriptorOffset = described ? OffsetOf(packet.Bytes, descriptor) : 0,
            DescriptorLength = described ? descriptor.Length : 0,
            ColorSpaceOffset = isColored ? OffsetOf(packet.Bytes, color) : 0,
            ColorSpaceLength = isColored ? color.Length : 0,
            Sequence = sequence,
            Timestamp = packet.Timestamp,
            Marker = packet.Marker,
            StartsKeyFrame = frame is { KeyFrame: true, StartOfFrame: true },
            Codec = Codec,
            Layer = (byte)layer.Index,
            AudioLevel = level,
        };
        if (media.StartsKeyFrame) layer.OnKeyFrame(packet);
        _pictures?.Renumber(
            layer.Index, sequence, Codec, media.StartsKeyFrame, slot.Slice(media.PayloadOffset, media.PayloadLength), slot.Slice(media.DescriptorOffset, media.DescriptorLength));
        _taps.OnPacket(now, layer, media);
        if (!HasBatch) _room.Activate(this);
        layer.Packets.Add(media);
    }

    /// <summary>
    /// The batch ends within a frame, so that most of what follows would leave in messages of its own; with few subscribers that costs less than the
    /// wait. A publisher that spaces its packets out makes waiting vain: after each vain one some frames are let go.
    /// </summary>
    public bool AwaitsMore
    {
        get
        {
            if (!IsVideo || _vainGathers > 0) return false;
            foreach (var layer in _layers)
            {
                if (layer.Packets.Subscribers < GatherSubscribers) continue;
                var batch = layer.Packets.Batch;
                if (batch.Length > 0 && batch.Length < _room.Context.Options.PacketsPerMessage && !batch[^1].Marker) return true;
            }

            return false;
        }
    }

    /// <summary>The batch is about to leave, whether it waited or not.</summary>
    public void OnGathered()
    {
        if (_vainGathers > 0)
        {
            _vainGathers--;
            return;
        }

        foreach (var layer in _layers)
            if (layer.Packets.Batch is [{ Marker: false }]) _vainGathers = GathersLeftOut;
    }

    /// <summary>Hands the batch to the other Workers that help, before <see cref="Forward"/> does this one's part.</summary>
    public void Relay()
    {
        foreach (var track in _tapTracks)
            foreach (var layer in _layers) track.Forward(layer.Index, layer.Packets.Batch);
    }

    /// <summary>Hands the batch to every DownTrack here.</summary>
    public void Forward(Timestamp now) => Layers.Forward(now);

    public void RequestKeyFrame(int layer)
    {
        if (!IsVideo) return;
        _room.Worker.Counters.KeyFrameRequestsIn++;
        WantKeyFrame(layer);
    }

    /// <summary>Somebody cannot show what Taps get of this track until a key frame comes.</summary>
    public void RequestKeyFrame() => RequestKeyFrame(_taps.Layer);

    /// <summary>The wish of a Tap's reader, which may be one that can wait.</summary>
    public void RequestKeyFrame(Timestamp now, KeyFrameReason reason)
    {
        if (reason == KeyFrameReason.Picture || !Publisher.Path.IsTight(now)) RequestKeyFrame();
    }

    /// <summary>A wish that another Worker has counted already.</summary>
    public void WantKeyFrame(int layer)
    {
        if (_isClosed) return;
        _layers[layer].WantKeyFrame();
        _room.Hurry();
    }

    /// <summary>True when the publisher is to be asked for a key frame of a layer now.</summary>
    public bool TryTakeKeyFrameRequest(Timestamp now, UpLayer layer) => _wasAllowed && layer.TryTakeKeyFrameRequest(now);

    /// <summary>Looks which of its layers come, and leads Taps and subscribers to the best that is whole.</summary>
    public void ChooseLayer(Timestamp now)
    {
        if (!IsLayered || now < _nextChoice) return;
        _nextChoice = now.AddMicroseconds(ChoiceMicroseconds);
        var before = BestLayer;
        if (!_choice.Update(now)) return;
        Layers.Offer(_choice.Offered);
        foreach (var track in _tapTracks) track.Offer(_choice.Offered);
        if (BestLayer != before && _room.Taps.Count > 0) RequestKeyFrame(BestLayer);
    }

    public void OnSenderReport(Timestamp now, NtpTime ntp, uint timestamp, UpLayer layer)
    {
        layer.OnSenderReport(ntp, timestamp);
        TellClock();
        _taps.OnSenderReport(now, ntp, timestamp, layer);
    }

    /// <summary>See <see cref="TapFeed.Introduce"/>.</summary>
    public void Introduce(Tap tap, Timestamp now) => _taps.Introduce(tap, now, _wasAllowed);

    public bool TryGetTimestamp(NtpTime now, int layer, out uint timestamp)
    {
        var clock = ClockOf(_layers[layer]);
        timestamp = clock?.TimestampAt(now, ClockRate) ?? 0;
        return clock is not null;
    }

    public bool TryGetDistance(int ahead, int behind, out uint distance)
    {
        var (there, here) = (_layers[ahead].Clock, _layers[behind].Clock);
        distance = there.IsKnown && here.IsKnown ? there.AheadOf(here, ClockRate) : 0;
        return there.IsKnown && here.IsKnown;
    }

    /// <summary>Tells the other Workers what sender reports are to be made from.</summary>
    public void TellClock()
    {
        foreach (var track in _tapTracks)
            foreach (var layer in _layers) track.SetClock(layer.Index, ClockOf(layer));
    }

    /// <summary>Gives every slot back.</summary>
    public void Close()
    {
        _isClosed = true;
        Layers.Clear();
    }

    private bool HasBatch
    {
        get
        {
            foreach (var layer in _layers)
                if (!layer.Packets.Batch.IsEmpty) return true;
            return false;
        }
    }

    private SourceClock? ClockOf(UpLayer layer) =>
        layer.Clock.IsKnown && Publisher.Clock.IsKnown ? new SourceClock(layer.Clock, Publisher.Clock.OffsetMicroseconds) : null;

    private void BeginAgain()
    {
        foreach (var layer in _layers) layer.BeginAgain();
        _pictures?.BeginAgain();
        _taps.BeginAgain();
        Layers.BeginAgain();
        foreach (var track in _tapTracks) track.BeginAgain(Info, Codec);
    }

    private TrackInfo Describe(TrackId id, TrackSource source, SectionCodec codec) =>
        new(id, Publisher.Participant.Id, source, VideoCodecs.EncodingName(codec.Codec), VideoCodecs.ClockRate(codec.Codec));

    private static int OffsetOf(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> part)
    {
        whole.Overlaps(part, out var offset);
        return offset;
    }
}
