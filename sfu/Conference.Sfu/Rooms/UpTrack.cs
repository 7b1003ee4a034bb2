using Conference.Rtc;
using Conference.Rtc.Codecs;
using Conference.Rtc.Nack;
using Conference.Rtc.Rtp;
using Conference.Rtc.Sdp;
using Conference.Sfu.Control;

namespace Conference.Sfu.Rooms;

/// <summary>
/// A track that a participant publishes: takes its packets in, learns once what each is, keeps them for retransmission and hands each batch to the
/// DownTracks. Survives a renegotiation; its codec and SSRCs may change then.
/// </summary>
internal sealed class UpTrack : IForwardSource
{
    /// <summary>Packets kept for retransmission: 2 s of 2.5 Mbit/s video. A power of two.</summary>
    public const int CacheCapacity = 512;

    /// <summary>From so many subscribers on a message saved for each is worth the two system calls of a wait.</summary>
    private const int GatherSubscribers = 4;

    /// <summary>Batches that do not wait after one waited in vain: a wait in every sixteenth costs next to nothing, and finds out when packets come closer again.</summary>
    private const int GathersLeftOut = 15;

    private readonly Room _room;
    private readonly Fanout _fanout;
    private readonly List<TapTrack> _tapTracks = [];
    private KeyFrameRequests _keyFrames;
    private RtpClock _clock;
    private ColorSpace? _colorSpace;
    private bool _wasAllowed = true;
    private bool _isClosed;
    private int _vainGathers;

    public UpTrack(Room room, PublishTransport publisher, Mid mid, TrackSource source, SectionCodec codec)
    {
        _room = room;
        Publisher = publisher;
        Mid = mid;
        PayloadTypes = codec;
        Info = Describe(new TrackId(Guid.NewGuid()), source, codec);
        _fanout = new Fanout(room.Worker, IsVideo, room.Context.Options.PacketsPerMessage);
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

    private SourceClock? Clock => _clock.IsKnown && Publisher.Clock.IsKnown ? new SourceClock(_clock, Publisher.Clock.OffsetMicroseconds) : null;

    /// <summary>The stream that media comes on; null before the first packet when the offer did not name it.</summary>
    public RtpReceiveStream? Stream { get; private set; }

    /// <summary>Finds what was lost; null for audio, where Opus' own redundancy costs less than a round trip.</summary>
    public NackGenerator? Nacks { get; private set; }

    public void Add(DownTrack track) => _fanout.Add(track);

    public void Remove(DownTrack track) => _fanout.Remove(track);

    public void Add(TapTrack track)
    {
        _tapTracks.Add(track);
        track.SetClock(Clock);
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

    /// <summary>Media comes on this stream from now on.</summary>
    public void UseStream(RtpReceiveStream stream)
    {
        if (ReferenceEquals(Stream, stream)) return;
        var first = Stream is null;
        Stream = stream;
        Nacks = IsVideo ? new NackGenerator() : null;
        if (first) return;
        _clock = default; // its timestamps start anywhere: a sender report of the old ones would tear voice and face apart
        TellClock();
        BeginAgain();
    }

    /// <summary>
    /// One RTP packet of this track, already unwrapped when it came as a retransmission. Joins the batch that <see cref="Forward"/> sends.
    /// </summary>
    public void OnRtp(Timestamp now, in RtpPacket packet, long sequence, HeaderExtensionMap extensions)
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

        if (_fanout.Contains(sequence))
        {
            counters.Drop(DropReason.Duplicate);
            return;
        }

        Nacks?.OnPacket(now, packet.SequenceNumber);
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
        if (isColored) Learn(now, colorSpace);
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
            AudioLevel = level,
        };
        if (media.StartsKeyFrame)
        {
            _keyFrames.OnKeyFrame();
            Nacks?.OnKeyFrame(packet.SequenceNumber);
        }

        foreach (var tap in _room.Taps) tap.Add(Id, now, packet.Bytes);
        if (_fanout.Batch.IsEmpty) _room.Activate(this);
        _fanout.Add(media);
    }

    /// <summary>
    /// The batch ends within a frame, so that most of what follows would leave in messages of its own; with few subscribers that costs less than the
    /// wait. A publisher that spaces its packets out makes waiting vain: after each vain one some frames are let go.
    /// </summary>
    public bool AwaitsMore
    {
        get
        {
            var batch = _fanout.Batch;
            return IsVideo && _vainGathers == 0 && _fanout.Subscribers >= GatherSubscribers
                && batch.Length > 0 && batch.Length < _room.Context.Options.PacketsPerMessage && !batch[^1].Marker;
        }
    }

    /// <summary>The batch is about to leave, whether it waited or not.</summary>
    public void OnGathered()
    {
        if (_vainGathers > 0) _vainGathers--;
        else if (_fanout.Batch is [{ Marker: false }]) _vainGathers = GathersLeftOut;
    }

    /// <summary>Hands the batch to the other Workers that help, before <see cref="Forward"/> does this one's part.</summary>
    public void Relay()
    {
        foreach (var track in _tapTracks) track.Forward(_fanout.Batch);
    }

    /// <summary>Hands the batch to every DownTrack here.</summary>
    public void Forward(Timestamp now) => _fanout.Forward(now);

    /// <summary>Somebody cannot show this track until a key frame comes.</summary>
    public void RequestKeyFrame()
    {
        if (!IsVideo) return;
        _room.Worker.Counters.KeyFrameRequestsIn++;
        WantKeyFrame();
    }

    /// <summary>The wish of a Tap's reader, which may be one that can wait.</summary>
    public void RequestKeyFrame(Timestamp now, KeyFrameReason reason)
    {
        if (reason == KeyFrameReason.Picture || !Publisher.Path.IsTight(now)) RequestKeyFrame();
    }

    /// <summary>A wish that another Worker has counted already.</summary>
    public void WantKeyFrame()
    {
        if (_isClosed) return;
        _keyFrames.Want();
        _room.Hurry();
    }

    /// <summary>True when the publisher is to be asked for a key frame now.</summary>
    public bool TryTakeKeyFrameRequest(Timestamp now) => Stream is not null && _wasAllowed && _keyFrames.TryTake(now);

    public void OnSenderReport(Timestamp now, NtpTime ntp, uint timestamp)
    {
        _clock.OnSenderReport(ntp, timestamp);
        TellClock();
        var message = new TapSenderReport(Id, ntp.Value, timestamp, now.Microseconds);
        foreach (var tap in _room.Taps) tap.Tell(message, now);
    }

    /// <summary>
    /// Tells a Tap that has just opened what it will hear no more of until it changes, and gives it the picture that stands now, so that it need not wait for a key
    /// frame: the packets since the last one, as if they came now.
    /// </summary>
    public void Introduce(Tap tap, Timestamp now)
    {
        tap.Tell(new TapTrackStarted(Info, now.Microseconds), now);
        if (_colorSpace is { } colorSpace) tap.Tell(Describe(now, colorSpace), now);
        if (!_wasAllowed) return;
        foreach (var packet in _fanout.SinceKeyFrame()) tap.Add(Id, now, packet.Slot.Span);
    }

    public bool TryGetCached(long sequence, out MediaPacket packet) => _fanout.TryGetCached(sequence, out packet);

    public bool TryGetTimestamp(NtpTime now, out uint timestamp)
    {
        timestamp = Clock?.TimestampAt(now, ClockRate) ?? 0;
        return Clock is not null;
    }

    /// <summary>Tells the other Workers what sender reports are to be made from.</summary>
    public void TellClock()
    {
        foreach (var track in _tapTracks) track.SetClock(Clock);
    }

    /// <summary>Gives every slot back.</summary>
    public void Close()
    {
        _isClosed = true;
        _fanout.Clear();
    }

    private void BeginAgain()
    {
        _colorSpace = null;
        if (Nacks is not null) Nacks = new NackGenerator();
        _fanout.BeginAgain();
        foreach (var track in _tapTracks) track.BeginAgain(Info, Codec);
    }

    /// <summary>A Tap's reader does not know our extensions' identifiers, so it is told ahead of the packet, and only what is new.</summary>
    private void Learn(Timestamp now, ColorSpace colorSpace)
    {
        if (_colorSpace == colorSpace) return;
        _colorSpace = colorSpace;
        if (_room.Taps.Count == 0) return;
        var message = Describe(now, colorSpace);
        foreach (var tap in _room.Taps) tap.Tell(message, now);
    }

    private TapColorSpace Describe(Timestamp now, ColorSpace colorSpace) =>
        new(Id, colorSpace.Primaries, colorSpace.Transfer, colorSpace.Matrix, colorSpace.Range, now.Microseconds);

    private TrackInfo Describe(TrackId id, TrackSource source, SectionCodec codec) =>
        new(id, Publisher.Participant.Id, source, VideoCodecs.EncodingName(codec.Codec), VideoCodecs.ClockRate(codec.Codec));

    private static int OffsetOf(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> part)
    {
        whole.Overlaps(part, out var offset);
        return offset;
    }
}
